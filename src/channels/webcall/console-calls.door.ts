import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { ClassConstructor } from 'class-transformer';
import type { Socket } from 'socket.io';
import { actorOf, type SignedIn } from '../../accounts/principal.js';
import { Sessions } from '../../accounts/sign-in/sessions.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/http/refusal.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { acked } from '../../platform/realtime/acked.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import { AnswerWebCall } from './answer-web-call.service.js';
import { BesideCalls } from './beside-calls.service.js';
import { type Caller, type Signal, SignalCalls } from './signal-calls.service.js';
import { CallBody, IceBody, JoinCallBody, MuteBody, SdpBody } from './webcall-bodies.js';

/**
 * The agent's end: calls over the console's socket. Its packets have passed the gate of the console (the agent's limit) when they
 * come here.
 */
@Injectable()
export class ConsoleCallsDoor implements OnModuleInit {
  constructor(
    private readonly realtime: Realtime,
    private readonly calls: SignalCalls,
    private readonly answers: AnswerWebCall,
    private readonly beside: BesideCalls,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.realtime.io.of('/console').on('connection', (socket) => this.listen(socket));
  }

  private listen(socket: Socket): void {
    const { calls, answers, beside } = this;
    const on = <Body extends object>(
      name: string,
      type: ClassConstructor<Body>,
      run: (caller: Caller, body: Body) => Promise<object | void>,
    ): void => {
      const handler = acked(type, this.log, async (body) => run(await this.live(socket), body));
      socket.on(name, (...args: unknown[]) => void handler(args[0], args[1]));
    };
    const pass = (signal: Signal) => (caller: Caller, body: CallBody) =>
      beside.isBeside(socket, body.callId) ? beside.pass(caller, signal, body) : calls.pass(caller, signal, body);
    on('call.join', JoinCallBody, (caller, { callId, line }) => {
      beside.leave(caller, callId);
      return answers.join(caller, callId, line);
    });
    on('call.listen', JoinCallBody, (caller, { callId, line }) => beside.listen(caller, callId, line));
    on('call.connected', CallBody, async (caller, { callId }) => ({ call: await answers.connected(caller, callId) }));
    on('call.offer', SdpBody, pass('call.offer'));
    on('call.answer', SdpBody, pass('call.answer'));
    on('call.ice', IceBody, pass('call.ice'));
    on('call.mute', MuteBody, pass('call.mute'));
    on('call.hangup', CallBody, async (caller, { callId }) => void (await calls.hangup(caller, callId)));
  }

  /** A sign-out counts at once. */
  private async live(socket: Socket): Promise<Caller> {
    const { principal } = socket.data as { principal: SignedIn };
    const isLive = (await this.sessions.liveAmong([principal.sessionId])).has(principal.sessionId);
    if (!isLive || principal.expiresAt <= this.clock.now())
      throw new Refusal('token_expired', 'The access token has expired; refresh it.');
    return { socket, party: 'agent', id: principal.id, actor: actorOf(principal) };
  }
}
