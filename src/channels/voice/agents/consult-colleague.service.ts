import { Injectable } from '@nestjs/common';
import { Audit } from '../../../accounts/audit/audit.service.js';
import { actorOf, type Principal } from '../../../accounts/principal.js';
import { talks } from '../../../core/lifecycle/call.js';
import { Database } from '../../../platform/database/database.js';
import { notFound, Refusal } from '../../../platform/http/refusal.js';
import { lockForAct } from '../../../routing/work/lock-for-act.js';
import { type CallRow, findCall } from '../../calls/calls.repository.js';
import { MoveCall } from '../../calls/move-call.service.js';
import { HandOver } from './hand-over.service.js';
import { MoveLine } from '../lines/move-line.service.js';
import { asked } from './twilio-carrier.service.js';
import { type VoiceInbox, VoiceInboxes } from '../voice-inboxes.js';
import {
  endLeg,
  type LegRow,
  type LineRow,
  lineOfCall,
  liveLegs,
  openLeg,
  phoneOf,
  takeLeg,
} from '../lines/voice-lines.repository.js';
import { labelOf } from '../voice-urls.js';

/** An agent, their call, and the colleague who is asked about it, if any. */
interface Consulting {
  call: CallRow;
  voice: VoiceInbox;
  line: LineRow;
  leg: LegRow | undefined;
}

/**
 * An agent asks a colleague about their call while the caller hears music: the colleague is called into the conference.
 * Then they hand the call over to them, or take the caller back. A colleague who does not answer gives the caller back too.
 */
@Injectable()
export class ConsultColleague {
  constructor(
    private readonly db: Database,
    private readonly voices: VoiceInboxes,
    private readonly lines: MoveLine,
    private readonly moves: MoveCall,
    private readonly handing: HandOver,
    private readonly audit: Audit,
  ) {}

  /** Errors: as `lockForAct`; `illegal_move` (nobody talks, somebody is asked already, no telephone); `unavailable` (the vendor). */
  async begin(by: Principal, callId: string, agentId: string): Promise<void> {
    const { call, voice, line, leg } = await this.open(by, callId, 'consult');
    if (leg)
      throw new Refusal('illegal_move', 'A colleague is being asked already.', { translations: { zh: '已经在咨询一位同事。' } });
    const to = agentId === call.agent_id ? undefined : await phoneOf(this.db, agentId);
    if (!to)
      throw new Refusal('invalid_request', 'That colleague cannot be rung.', {
        translations: { zh: '无法呼叫这位同事：没有话机，或通话就在其手上。' },
        errors: [{ pointer: '/agentId', detail: 'has no telephone, or has the call' }],
      });
    if (call.state === 'talking') {
      await asked(() => this.lines.hold(voice, line, true));
      await this.moves.hold(callId, actorOf(by));
    }
    await this.invite(voice, (await lineOfCall(this.db, callId))!, agentId, to).catch(async (error: unknown) => {
      await this.takeBack(by, voice, line, callId);
      throw error;
    });
    await this.moves.note(callId, 'consulting', { agentId });
  }

  /** The colleague has the call from now on, and this agent leaves it. Errors: as `begin`; `no_capacity`. */
  async complete(by: Principal, callId: string, note: string): Promise<void> {
    const { call, voice, line, leg } = await this.open(by, callId, 'consult_complete');
    if (leg?.state !== 'joined') throw new Refusal('illegal_move', 'No colleague is on the line.');
    await this.handing.over({ by, note, call, voice, line, leg });
  }

  /** The colleague leaves, the caller comes back. */
  async cancel(by: Principal, callId: string): Promise<void> {
    const { voice, line, leg } = await this.open(by, callId, 'consult_cancel');
    if (!leg) throw new Refusal('illegal_move', 'No colleague is being asked.');
    await asked(async () => void (leg.call_sid && (await voice.rest.hangUp(leg.call_sid))));
    await endLeg(this.db, leg.id, 'cancelled');
    await this.takeBack(by, voice, line, callId);
  }

  private async invite(voice: VoiceInbox, line: LineRow, agentId: string, to: string): Promise<void> {
    const { leg } = await openLeg(this.db, { line_id: line.id, agent_id: agentId, role: 'consult', room: line.room! });
    try {
      const { settings, urls, rest } = voice;
      const form = {
        ...{ From: settings.number, To: to, Timeout: String(settings.ringS), Label: labelOf('consult', agentId) },
        ...{ StartConferenceOnEnter: 'false', EndConferenceOnExit: 'false', Beep: 'false', EarlyMedia: 'false' },
        ...{ StatusCallback: urls.legStatus(leg.id), StatusCallbackEvent: 'answered completed' },
      };
      const callSid = await asked(() => rest.invite(line.conference_sid!, form));
      await takeLeg(this.db, leg.id, callSid, 'ringing');
    } catch (error) {
      await endLeg(this.db, leg.id, 'refused');
      throw error;
    }
  }

  /** Nothing is said to be resumed that is not: where the vendor fails, the call stays held and the agent may try again. */
  private async takeBack(by: Principal, voice: VoiceInbox, line: LineRow, callId: string): Promise<void> {
    await asked(() => this.lines.hold(voice, line, false));
    await this.moves.resume(callId, actorOf(by));
  }

  private async open(by: Principal, callId: string, act: string): Promise<Consulting> {
    const call = await this.db.transaction(async (tx) => {
      const found = await findCall(tx, callId);
      if (!found) throw notFound('call');
      await lockForAct(tx, { conversationId: found.conversation_id, by }, 'holder');
      const data = { conversationId: found.conversation_id };
      await this.audit.write({ tx, actor: actorOf(by) }, { action: `call.${act}`, subjectType: 'call', subjectId: callId, data });
      return found;
    });
    if (!talks(call.state)) throw new Refusal('illegal_move', `The call is ${call.state}.`, { callState: call.state });
    const line = await lineOfCall(this.db, callId);
    if (!line) throw new Refusal('illegal_move', 'Only calls by telephone have colleagues called in.');
    const leg = (await liveLegs(this.db, line.id)).find(({ role }) => role === 'consult');
    return { call, voice: await this.voices.of(line.inbox_id), line, leg };
  }
}
