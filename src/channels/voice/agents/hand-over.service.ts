import { Inject, Injectable } from '@nestjs/common';
import { actorOf, type Principal } from '../../../accounts/principal.js';
import { Database } from '../../../platform/database/database.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { Outbox } from '../../../platform/outbox/outbox.js';
import { TransferConversation } from '../../../routing/work/transfer-conversation.service.js';
import { type CallRow, lockCall, noteCall } from '../../calls/calls.repository.js';
import { MoveCall } from '../../calls/move-call.service.js';
import { MoveLine } from '../lines/move-line.service.js';
import { agentLegOf, asked } from './twilio-carrier.service.js';
import type { VoiceInbox } from '../voice-inboxes.js';
import { endLeg, type LegRow, type LineRow, makeAgentLeg } from '../lines/voice-lines.repository.js';

interface HandingOver {
  by: Principal;
  note: string;
  call: CallRow;
  voice: VoiceInbox;
  line: LineRow;
  /** Of the colleague, who is in the conference. */
  leg: LegRow;
}

/** Gives a call to a colleague who is on the line already: conversation, conference and call change hands together. */
@Injectable()
export class HandOver {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly transfers: TransferConversation,
    private readonly moves: MoveCall,
    private readonly lines: MoveLine,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async over(handing: HandingOver): Promise<void> {
    const { by, note, call, voice, line, leg } = handing;
    const own = await agentLegOf(this.db, line);
    const conference = line.conference_sid!;
    // First who may leave without ending it, so that no failure after this can cut the caller off.
    await asked(async () => {
      await voice.rest.participant(conference, leg.call_sid!, { EndConferenceOnExit: 'true' });
      if (own?.call_sid) await voice.rest.participant(conference, own.call_sid, { EndConferenceOnExit: 'false' });
    });
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(by) };
      const locked = (await lockCall(tx, call.id))!;
      await this.transfers.transferIn(scope, {
        ...{ conversationId: call.conversation_id, by, note },
        to: { agentId: leg.agent_id },
      });
      // In the same transaction: the call is where its conversation is, and nobody is rung anew.
      const changes = { agent_id: leg.agent_id };
      await noteCall(scope, this.outbox, locked, { type: 'handed_over', changes, data: { agentId: leg.agent_id } });
      if (own) await endLeg(tx, own.id, 'handed_over');
      await makeAgentLeg(tx, leg.id);
    });
    await this.afterwards(handing, own);
  }

  /** The call is theirs whatever happens here: what the vendor does not hear, the colleague can do by hand. */
  private async afterwards({ call, voice, line, leg }: HandingOver, own: LegRow | undefined): Promise<void> {
    try {
      await this.lines.hold(voice, line, false);
      await this.moves.resume(call.id, { type: 'agent', id: leg.agent_id });
      if (own?.call_sid) await voice.rest.hangUp(own.call_sid);
    } catch (error) {
      this.log.warn({ err: error, callId: call.id }, 'a call was handed over, and the vendor was not told all of it');
    }
  }
}
