import { Inject, Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { CONFIG, type Config } from '../../config/config.js';
import type { IceServer } from '../../contracts/call-sockets.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Actor } from '../../platform/database/tx.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import { type CallRow, findCall } from '../calls/calls.repository.js';
import { EndCall } from '../calls/end-call.service.js';
import { CallLines } from './call-lines.service.js';
import { iceServersFor } from './ice-servers.js';
import { besideRoom, type End, guestsRoom, lineRoom, namespaceOf, type Party } from './line-rooms.js';

/** Who sends a signal: their socket, which end they are, and the id that must stand in the call for it. */
export interface Caller {
  socket: Socket;
  party: Party;
  /** The agent's id, or that of the customer's identity. */
  id: string;
  actor: Actor;
}

export type Signal = 'call.offer' | 'call.answer' | 'call.ice' | 'call.mute';

/** Of one end of a call; a browser sends some dozens of candidates when it begins and then almost nothing. */
export const signals = { name: 'call-signals', points: 150, seconds: 10 };

/**
 * Passes signals between the two ends of a call and keeps none of them. Who is no party of a call is told that there is no such
 * call; a socket that is not the end (any more) is refused, as is a call that is over.
 */
@Injectable()
export class SignalCalls {
  constructor(
    private readonly db: Database,
    private readonly realtime: Realtime,
    private readonly lines: CallLines,
    private readonly ends: EndCall,
    private readonly limits: RateLimits,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async pass(caller: Caller, signal: Signal, body: { callId: string; to?: string }): Promise<void> {
    await this.limits.spend(signals, `${body.callId}:${caller.party}`);
    const call = await this.partyTo(caller, body.callId);
    if (!caller.socket.rooms.has(lineRoom(ownEnd(caller, call.id))))
      throw new Refusal('illegal_move', 'This page is not an end of the call; join it first.', { callState: call.state });
    const line = call.details[caller.party === 'customer' ? 'customerLine' : 'agentLine'];
    if (signal === 'call.mute') return void this.toOther(caller, call)?.emit(signal, body);
    // The agent's page is also connected with those who are beside the call, each by a line of their own.
    const isForGuest = caller.party === 'agent' && body.to !== undefined && body.to !== call.details['customerLine'];
    const other = isForGuest ? namespaceOf(this.realtime, 'agent').to(guestsRoom(call.id, body.to!)) : this.toOther(caller, call);
    other?.emit(signal, { ...body, line });
  }

  /** Hung up by hand, from whichever of their pages. A repeat changes nothing. */
  async hangup(caller: Caller, callId: string): Promise<CallRow> {
    const call = await this.partyTo(caller, callId, { ended: true });
    return this.ends.execute(call.id, { by: caller.party, actor: caller.actor });
  }

  /** The call, where the caller is a party of it. Errors: `not_found`; `illegal_move` where it is over. */
  async partyTo({ party, id }: Caller, callId: string, { ended = false } = {}): Promise<CallRow> {
    const call = await findCall(this.db, callId);
    if (!call || call.provider !== 'webrtc' || (party === 'customer' ? call.identity_id : call.agent_id) !== id)
      throw notFound('call');
    if (call.state === 'ended' && !ended) throw new Refusal('illegal_move', 'The call is over.', { callState: call.state });
    return call;
  }

  /** The socket is their end from now on, and the other end is told. Gives the other end, where it is there. */
  async join(caller: Caller, call: CallRow, line: string): Promise<{ line: string } | null> {
    await this.lines.take(caller.socket, ownEnd(caller, call.id), line);
    this.toOther(caller, call)?.emit('call.peer', { callId: call.id, line });
    if (caller.party === 'agent') caller.socket.to(besideRoom(call.id)).emit('call.peer', { callId: call.id, line });
    return this.peerOf(call.id, caller.party);
  }

  iceServers(callId: string, clock: Clock): IceServer[] {
    return iceServersFor(this.config, callId, clock.now());
  }

  /** By its lease, so that it holds whichever process the other socket is with. */
  private async peerOf(callId: string, own: Party): Promise<{ line: string } | null> {
    const [row] = await this.db.query<{ line: string | null }>(
      own === 'agent'
        ? `SELECT details ->> 'customerLine' AS line FROM calls WHERE id = $1 AND customer_until > app_now()`
        : `SELECT details ->> 'agentLine' AS line FROM calls WHERE id = $1 AND agent_until > app_now() AND agent_id IS NOT NULL`,
      [callId],
    );
    return row?.line ? { line: row.line } : null;
  }

  /** Undefined while no agent is at the other end. */
  private toOther({ party }: Caller, { id: callId, agent_id }: CallRow) {
    if (party === 'agent') return namespaceOf(this.realtime, 'customer').to(lineRoom({ callId, party: 'customer' }));
    return agent_id ? namespaceOf(this.realtime, 'agent').to(lineRoom({ callId, party: 'agent', agentId: agent_id })) : undefined;
  }
}

const ownEnd = ({ party, id }: Caller, callId: string): End =>
  party === 'agent' ? { callId, party, agentId: id } : { callId, party };
