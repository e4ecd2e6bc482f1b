import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import type { VoiceInbox } from '../voice-inboxes.js';
import { endLeg, type LegRow, type LineRow, liveLegs, phoneOf, takeLeg } from '../lines/voice-lines.repository.js';
import { VendorRefused } from '../voice-rest.js';

/** - `ringing`: placed, or placed before. `no_phone`, `refused`: it never will be, and the leg is over. */
export type Dialled = 'ringing' | 'no_phone' | 'refused';

/** Places and ends the calls to people of ours. Throws VendorAway where the vendor cannot be reached: the leg stays due. */
@Injectable()
export class DialLegs {
  constructor(private readonly db: Database) {}

  async dial({ rest, urls, settings }: VoiceInbox, leg: LegRow): Promise<Dialled> {
    if (leg.state !== 'due') return 'ringing';
    const to = await phoneOf(this.db, leg.agent_id);
    if (!to) {
      await endLeg(this.db, leg.id, 'no_phone');
      return 'no_phone';
    }
    try {
      const { number: from, ringS: timeoutS } = settings;
      const call = { to, from, url: urls.leg(leg.id), statusCallback: urls.legStatus(leg.id), timeoutS };
      const callSid = await rest.dial(call);
      await takeLeg(this.db, leg.id, callSid, 'ringing');
      return 'ringing';
    } catch (error) {
      if (!(error instanceof VendorRefused)) throw error;
      await endLeg(this.db, leg.id, 'refused');
      return 'refused';
    }
  }

  /** Ends those legs of a line that `which` names; their people hear the line go dead. Throws VendorAway. */
  async end({ rest }: VoiceInbox, line: LineRow, reason: string, which: (leg: LegRow) => boolean = () => true): Promise<void> {
    for (const leg of (await liveLegs(this.db, line.id)).filter(which)) {
      // One that was never placed, or whose call is not known, is turned away when it answers.
      if (leg.call_sid) await rest.hangUp(leg.call_sid);
      await endLeg(this.db, leg.id, reason);
    }
  }
}
