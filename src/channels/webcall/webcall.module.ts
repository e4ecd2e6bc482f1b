import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { CallsModule } from '../calls/calls.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { AnswerWebCall } from './answer-web-call.service.js';
import { BesideCalls } from './beside-calls.service.js';
import { CallLines } from './call-lines.service.js';
import { ConsoleCallsDoor } from './console-calls.door.js';
import { PartLines } from './part-lines.listener.js';
import { SignalCalls } from './signal-calls.service.js';
import { StartWebCall } from './start-web-call.service.js';
import { WebCarrier } from './web-carrier.js';
import { WidgetCallsDoor } from './widget-calls.door.js';

/** Calls from a page of ours to a page of ours, by WebRTC, without any vendor. */
@Module({
  imports: [AccountsModule, CallsModule, InboxesModule],
  providers: [
    WebCarrier,
    CallLines,
    SignalCalls,
    StartWebCall,
    AnswerWebCall,
    BesideCalls,
    WidgetCallsDoor,
    ConsoleCallsDoor,
    PartLines,
  ],
  exports: [CallLines],
})
export class WebCallModule {}
