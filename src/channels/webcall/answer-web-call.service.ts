import { Injectable } from '@nestjs/common';
import type { CallJoined } from '../../contracts/call-sockets.js';
import type { CallView } from '../../contracts/calls.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { callViews } from '../calls/call-views.queries.js';
import type { CallRow } from '../calls/calls.repository.js';
import { FollowCalls } from '../calls/follow-calls.service.js';
import { MoveCall } from '../calls/move-call.service.js';
import { type Caller, SignalCalls } from './signal-calls.service.js';

/** What an agent does with a call that comes over our own sockets. */
@Injectable()
export class AnswerWebCall {
  constructor(
    private readonly db: Database,
    private readonly calls: SignalCalls,
    private readonly follows: FollowCalls,
    private readonly moves: MoveCall,
    private readonly clock: Clock,
  ) {}

  /**
   * To join a call that rings here is to answer it; to join one that goes on is to go on with it by this socket. Errors:
   * `not_found` for whoever it does not ring for, `illegal_move` where it is over or was given to somebody else.
   */
  async join(caller: Caller, callId: string, line: string): Promise<CallJoined<CallView>> {
    const call = await this.theirs(caller, callId);
    if (call.state === 'ringing') await this.moves.answer(callId, caller);
    const peer = await this.calls.join(caller, call, line);
    return { call: await this.view(callId), iceServers: this.calls.iceServers(callId, this.clock), peer };
  }

  async connected(caller: Caller, callId: string): Promise<CallView> {
    const call = await this.calls.partyTo(caller, callId);
    if (call.state === 'queued' || (call.state === 'ringing' && !call.taken))
      throw new Refusal('illegal_move', 'Answer the call first.', { callState: call.state });
    await this.moves.talking(callId);
    return this.view(callId);
  }

  /** Whoever has just accepted the offer may be faster than the news of it. */
  private async theirs(caller: Caller, callId: string): Promise<CallRow> {
    try {
      return await this.calls.partyTo(caller, callId);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'not_found') throw error;
      const [held] = await this.db.query(
        `SELECT 1 FROM calls c JOIN conversations v ON v.id = c.conversation_id
         WHERE c.id = $1 AND c.ended_at IS NULL AND v.status = 'assigned' AND v.assignee_id = $2`,
        [callId, caller.id],
      );
      if (!held) throw notFound('call');
      await this.follows.follow(callId);
      return this.calls.partyTo(caller, callId);
    }
  }

  private async view(callId: string): Promise<CallView> {
    return (await callViews(this.db, [callId]))[0]!;
  }
}
