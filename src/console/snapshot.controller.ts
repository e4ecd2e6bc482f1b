import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type SignedIn } from '../accounts/principal.js';
import type { ConsoleSnapshot } from '../contracts/sockets.js';
import { Database } from '../platform/database/database.js';
import { readSnapshot } from './snapshot.queries.js';

@ApiTags('Console')
@Controller('v1/me/snapshot')
export class SnapshotController {
  constructor(private readonly db: Database) {}

  @Get()
  read(@CurrentPrincipal() agent: SignedIn): Promise<ConsoleSnapshot> {
    return readSnapshot(this.db, agent);
  }
}
