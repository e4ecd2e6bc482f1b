import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Socket } from 'socket.io';
import type { CallJoined } from '../../contracts/call-sockets.js';
import type { WidgetCallView } from '../../contracts/calls.js';
import { Clock } from '../../platform/clock/clock.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { acked } from '../../platform/realtime/acked.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import { type CallRow } from '../calls/calls.repository.js';
import { widgetCallView } from '../calls/call-views.queries.js';
import type { WidgetSocketData } from '../webchat/doors/widget.gateway.js';
import { actorOfSession, type WidgetSession } from '../webchat/sessions/widget-session.js';
import { type Caller, type Signal, SignalCalls } from './signal-calls.service.js';
import { StartWebCall } from './start-web-call.service.js';
import { CallBody, IceBody, JoinCallBody, MuteBody, SdpBody, StartCallBody } from './webcall-bodies.js';

/** The customer's end: calls of a page that has a chat session, over the socket it has already. */
@Injectable()
export class WidgetCallsDoor implements OnModuleInit {
  constructor(
    private readonly realtime: Realtime,
    private readonly calls: SignalCalls,
    private readonly starts: StartWebCall,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.realtime.io.of('/widget').on('connection', (socket) => this.listen(socket));
  }

  private listen(socket: Socket): void {
    const { session } = (socket.data as WidgetSocketData).widget;
    const caller = callerOf(socket, session);
    const { log, calls } = this;
    socket.on(
      'call.ask',
      acked(StartCallBody, log, async () => void (await this.starts.ask(session))),
    );
    socket.on(
      'call.start',
      acked(StartCallBody, log, async ({ line }) => this.joined(caller, await this.starts.start(session, line), line)),
    );
    socket.on(
      'call.join',
      acked(JoinCallBody, log, async ({ callId, line }) => this.joined(caller, await calls.partyTo(caller, callId), line)),
    );
    const pass = (signal: Signal) => (body: CallBody) => calls.pass(caller, signal, body);
    socket.on('call.offer', acked(SdpBody, log, pass('call.offer')));
    socket.on('call.answer', acked(SdpBody, log, pass('call.answer')));
    socket.on('call.ice', acked(IceBody, log, pass('call.ice')));
    socket.on('call.mute', acked(MuteBody, log, pass('call.mute')));
    socket.on(
      'call.hangup',
      acked(CallBody, log, async ({ callId }) => void (await calls.hangup(caller, callId))),
    );
  }

  private async joined(caller: Caller, call: CallRow, line: string): Promise<CallJoined<WidgetCallView>> {
    const peer = await this.calls.join(caller, call, line);
    return { call: widgetCallView(call), iceServers: this.calls.iceServers(call.id, this.clock), peer };
  }
}

const callerOf = (socket: Socket, session: WidgetSession): Caller => ({
  ...{ socket, party: 'customer', id: session.identity.id, actor: actorOfSession(session) },
});
