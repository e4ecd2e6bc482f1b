import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Principal } from '../../accounts/principal.js';
import { EndWrapUp } from './end-wrap-up.service.js';

@ApiTags('Agents')
@Controller('v1/me/wrap-up')
export class WrapUpController {
  constructor(private readonly endWrapUp: EndWrapUp) {}

  @Post('end')
  @HttpCode(204)
  end(@CurrentPrincipal() by: Principal): Promise<void> {
    return this.endWrapUp.execute(by);
  }
}
