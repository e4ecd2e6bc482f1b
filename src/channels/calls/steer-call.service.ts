import { Injectable } from '@nestjs/common';
import { actorOf, type Principal } from '../../accounts/principal.js';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { CallView, RecordingState } from '../../contracts/calls.js';
import { Database } from '../../platform/database/database.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Consents } from '../../customers/consents/consents.service.js';
import { lockForAct } from '../../routing/work/lock-for-act.js';
import { CallCarriers } from './call-carriers.js';
import { callViews } from './call-views.queries.js';
import { type CallRow, findCall } from './calls.repository.js';
import { EndCall } from './end-call.service.js';
import { MoveCall } from './move-call.service.js';
import { requireRecording } from './recording-consent.js';

export type Steering = 'answer' | 'decline' | 'hold' | 'resume' | 'hangup';
export type RecordAction = 'start' | 'pause' | 'resume' | 'stop';

const recordingAfter: Record<RecordAction, RecordingState> = { start: 'on', resume: 'on', pause: 'paused', stop: 'off' };

/**
 * What an agent does with a call by hand, whoever carries it. The carrier is asked first and its refusal changes nothing; what it
 * did is then written down. Only the agent who holds the conversation, or a supervisor of its queue; to answer, only who is rung.
 */
@Injectable()
export class SteerCall {
  constructor(
    private readonly db: Database,
    private readonly carriers: CallCarriers,
    private readonly moves: MoveCall,
    private readonly ends: EndCall,
    private readonly audit: Audit,
    private readonly consents: Consents,
  ) {}

  async steer(by: Principal, id: string, act: Steering): Promise<CallView> {
    const call = await this.allowed(by, id, act);
    const actor = actorOf(by);
    if (act === 'answer') await this.moves.answer(id, by);
    else if (act === 'decline') await this.decline(by, call);
    else if (act === 'hangup') await this.ends.execute(id, { by: 'agent', actor });
    else if (act === 'hold' && call.state !== 'held') await this.hold(call, by);
    else if (act === 'resume' && call.state !== 'talking') {
      this.assertState(call, 'held');
      await this.carriers.of(call).resume(call);
      await this.moves.resume(id, actor);
    }
    return this.view(id);
  }

  async record(by: Principal, id: string, action: RecordAction): Promise<CallView> {
    const call = await this.allowed(by, id, action);
    const carrier = this.carriers.of(call);
    if (!carrier.record) throw new Refusal('illegal_move', 'Calls of this kind are not recorded.');
    if (call.state !== 'talking' && call.state !== 'held') this.assertState(call, 'talking');
    if (action === 'start' || action === 'resume') await requireRecording(this.consents, this.db, call, actorOf(by));
    await carrier.record(call, action);
    await this.moves.recording(id, actorOf(by), recordingAfter[action]);
    return this.view(id);
  }

  private async hold(call: CallRow, by: Principal): Promise<void> {
    this.assertState(call, 'talking');
    await this.carriers.of(call).hold(call);
    await this.moves.hold(call.id, actorOf(by));
  }

  private async decline(by: Principal, call: CallRow): Promise<void> {
    if (call.agent_id !== by.id || call.state !== 'ringing')
      throw new Refusal('illegal_move', 'The call is not ringing for you any more.', { callState: call.state });
    await this.moves.unanswered(call.id, actorOf(by), 'declined');
  }

  private assertState(call: CallRow, wanted: 'talking' | 'held'): void {
    if (call.state !== wanted) throw new Refusal('illegal_move', `The call is ${call.state}.`, { callState: call.state });
  }

  /** Reads the right under the lock of the conversation, and leaves the trace of the act. */
  private async allowed(by: Principal, id: string, act: string): Promise<CallRow> {
    return this.db.transaction(async (tx) => {
      const call = await findCall(tx, id);
      if (!call) throw notFound('call');
      // Who is rung need not hold the conversation yet; whether it is them is asked under the call's lock.
      if (act !== 'answer' && act !== 'decline') await lockForAct(tx, { conversationId: call.conversation_id, by }, 'holder');
      const data = { conversationId: call.conversation_id };
      await this.audit.write({ tx, actor: actorOf(by) }, { action: `call.${act}`, subjectType: 'call', subjectId: id, data });
      return call;
    });
  }

  private async view(id: string): Promise<CallView> {
    return (await callViews(this.db, [id]))[0]!;
  }
}
