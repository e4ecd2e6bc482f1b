import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Socket } from 'socket.io';
import type { CallBesideJoined } from '../../contracts/call-sockets.js';
import type { EventMap } from '../../contracts/events.js';
import type { ListeningMode } from '../../contracts/words.js';
import { talks } from '../../core/lifecycle/call.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { RateLimits } from '../../platform/http/rate-limits.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import { callViews } from '../calls/call-views.queries.js';
import { type CallRow, findCall } from '../calls/calls.repository.js';
import { besideRoom, guestRoom, guestsRoom, lineRoom } from './line-rooms.js';
import { type Caller, type Signal, signals, SignalCalls } from './signal-calls.service.js';

interface Listening {
  call: CallRow;
  mode: ListeningMode;
}

/** The lines by which a socket is beside calls, by call; kept with the socket, so that every process can ask for it. */
type Beside = Record<string, string>;

/**
 * Supervisors who hear a call between two pages: their page is connected with the agent's page alone, which sends them both
 * sides and plays what they say to the agent, or (barge) to the customer as well. So the customer's page knows of nobody beside
 * the call. Who may is whoever listens to the conversation (`POST /v1/conversations/{id}/monitor`), in the mode they have there.
 */
@Injectable()
export class BesideCalls implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly realtime: Realtime,
    private readonly calls: SignalCalls,
    private readonly limits: RateLimits,
    private readonly listeners: EventListeners,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.listeners.on('beside-calls', ['supervision.changed'], async (events) => {
      for (const { payload } of events) await this.follow(payload as EventMap['supervision.changed']);
    });
  }

  /** This socket hears the call from now on. Errors: `not_found` for whoever is not beside it; `illegal_move` while nobody talks. */
  async listen(caller: Caller, callId: string, line: string): Promise<CallBesideJoined> {
    const { call, mode } = await this.heardBy(caller.id, callId);
    if (!talks(call.state)) throw new Refusal('illegal_move', `The call is ${call.state}.`, { callState: call.state });
    const { socket } = caller;
    const others = this.screens.in(guestRoom(callId, caller.id)).except(socket.id);
    for (const other of await others.fetchSockets()) this.tell(call, besideOf(other)[callId], 'off');
    others.socketsLeave([guestRoom(callId, caller.id), besideRoom(callId)]);
    // A line that was made anew by the same socket takes the place of the one before.
    const before = besideOf(socket)[callId];
    if (before && before !== line) this.part(socket, call, before);
    besideOf(socket)[callId] = line;
    await socket.join([guestRoom(callId, caller.id), guestsRoom(callId, line), besideRoom(callId)]);
    if (!before) socket.once('disconnect', () => void this.lost(socket, callId));
    this.tell(call, line, mode);
    const [view] = await callViews(this.db, [callId]);
    return { call: view!, mode, iceServers: this.calls.iceServers(callId, this.clock) };
  }

  isBeside(socket: Socket, callId: string): boolean {
    return besideOf(socket)[callId] !== undefined;
  }

  /** Whoever takes the call over is beside it no longer. */
  leave({ socket, id }: Caller, callId: string): void {
    if (!besideOf(socket)[callId]) return;
    delete besideOf(socket)[callId];
    for (const room of [guestRoom(callId, id), besideRoom(callId)]) void socket.leave(room);
  }

  /** From a guest's page to the agent's. Errors: `not_found`, `illegal_move`, as for the parties. */
  async pass(caller: Caller, signal: Signal, body: { callId: string }): Promise<void> {
    await this.limits.spend(signals, `${body.callId}:${caller.id}`);
    const { call } = await this.heardBy(caller.id, body.callId);
    const line = besideOf(caller.socket)[call.id];
    if (!line || !caller.socket.rooms.has(guestRoom(call.id, caller.id)))
      throw new Refusal('illegal_move', 'This page does not hear the call any more.', { callState: call.state });
    this.agentOf(call)?.emit(signal, { ...body, line });
  }

  /** Listening began, changed or ended: the agent's page is told at once, whatever the supervisor's page does. */
  private async follow({ agentId, conversationId }: EventMap['supervision.changed']): Promise<void> {
    if (!conversationId) return;
    const [row] = await this.db.query<{ id: string; mode: ListeningMode | null }>(
      `SELECT c.id, (SELECT l.mode FROM conversation_listeners l WHERE l.conversation_id = c.conversation_id AND l.agent_id = $2) AS mode
       FROM calls c WHERE c.conversation_id = $1 AND c.provider = 'webrtc' AND c.ended_at IS NULL`,
      [conversationId, agentId],
    );
    const call = row && (await findCall(this.db, row.id));
    if (!call) return;
    const screens = this.screens.in(guestRoom(call.id, agentId));
    for (const screen of await screens.fetchSockets()) this.tell(call, besideOf(screen)[call.id], row.mode ?? 'off');
    if (!row.mode) screens.socketsLeave([guestRoom(call.id, agentId), besideRoom(call.id)]);
  }

  private async lost(socket: Socket, callId: string): Promise<void> {
    const call = await findCall(this.db, callId).catch(() => undefined);
    if (call) this.tell(call, besideOf(socket)[callId], 'off');
  }

  private part(socket: Socket, call: CallRow, line: string): void {
    this.tell(call, line, 'off');
    void socket.leave(guestsRoom(call.id, line));
  }

  /** Only a line and how it is to be heard: whom it belongs to the agent learns elsewhere, or (monitor) not at all. */
  private tell(call: CallRow, line: string | undefined, mode: ListeningMode | 'off'): void {
    if (line) this.agentOf(call)?.emit('call.beside', { callId: call.id, line, mode });
  }

  private agentOf({ id: callId, agent_id }: CallRow) {
    return agent_id ? this.screens.to(lineRoom({ callId, party: 'agent', agentId: agent_id })) : undefined;
  }

  private async heardBy(agentId: string, callId: string): Promise<Listening> {
    const call = await findCall(this.db, callId);
    const [row] = call
      ? await this.db.query<{ mode: ListeningMode }>(
          'SELECT mode FROM conversation_listeners WHERE conversation_id = $1 AND agent_id = $2',
          [call.conversation_id, agentId],
        )
      : [];
    if (!call || call.provider !== 'webrtc' || !row) throw notFound('call');
    if (call.state === 'ended') throw new Refusal('illegal_move', 'The call is over.', { callState: call.state });
    return { call, mode: row.mode };
  }

  private get screens() {
    return this.realtime.io.of('/console');
  }
}

function besideOf({ data }: { data: unknown }): Beside {
  const kept = data as { besideCalls?: Beside };
  return (kept.besideCalls ??= {});
}
