import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { DraftCheckView } from '../../contracts/context.js';
import { CheckDraft } from './check-draft.service.js';
import { DraftCheckBody } from './known-bodies.js';

@ApiTags('Context')
@Controller('v1/conversations/:id/draft-check')
export class DraftCheckController {
  constructor(private readonly drafts: CheckDraft) {}

  @HttpCode(200)
  @Post()
  check(@Param('id') id: string, @Body() { text }: DraftCheckBody): Promise<DraftCheckView> {
    return this.drafts.check(id, text);
  }
}
