import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CONFIG, type Config } from '../../config/config.js';
import { Public } from '../http/public.js';
import { describeSockets } from './describe-sockets.js';

@ApiTags('System')
@Controller('asyncapi.json')
export class SocketsController {
  private readonly document: object;

  constructor(@Inject(CONFIG) config: Config) {
    this.document = describeSockets(config.publicUrl);
  }

  @Public()
  @Get()
  read(): object {
    return this.document;
  }
}
