import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { Sweep } from '../../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { findCall } from '../../calls/calls.repository.js';
import { MoveLine } from './move-line.service.js';
import { VoiceInboxes } from '../voice-inboxes.js';
import { changeLine, endLine, type LineRow, quietLines } from './voice-lines.repository.js';

/** A waiting caller is heard of every half minute; three are missed before anybody asks. */
const QUIET_MS = 90_000;

/** The vendor's word that a caller has hung up may be lost: of whoever has not been heard of, it is asked. */
@Injectable()
export class WatchLines implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly voices: VoiceInboxes,
    private readonly lines: MoveLine,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('telephone lines gone quiet', () => this.execute(), 5_000);
  }

  async execute(): Promise<void> {
    for (const line of await quietLines(this.db, QUIET_MS))
      await this.look(line).catch((error: unknown) =>
        this.log.warn({ err: error, lineId: line.id }, 'the vendor could not be asked about a line; it is asked again'),
      );
  }

  private async look(line: LineRow): Promise<void> {
    const call = line.call_id ? await findCall(this.db, line.call_id) : undefined;
    if (!line.call_sid) {
      // A call of ours that was never placed, or one whose thread could not be found.
      if (!call || call.state === 'ended') await endLine(this.db, line.id);
      else await changeLine(this.db, line.id, {});
      return;
    }
    const { rest } = await this.voices.of(line.inbox_id);
    if (await rest.lives(line.call_sid)) await changeLine(this.db, line.id, {});
    else await this.lines.gone(line);
  }
}
