import { Module } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { CustomersModule } from '../../customers/customers.module.js';
import { ConversationsModule } from '../../conversations/conversations.module.js';
import { CallCarriers } from './call-carriers.js';
import { CallRelay } from './call.relay.js';
import { CallsController } from './calls.controller.js';
import { CarrierWork } from './carrier-work.service.js';
import { EndCall } from './end-call.service.js';
import { FollowCalls } from './follow-calls.service.js';
import { MoveCall } from './move-call.service.js';
import { StartCall } from './start-call.service.js';
import { SteerCall } from './steer-call.service.js';
import { WatchCalls } from './watch-calls.service.js';

/** Calls as such: their states, their place in routing and in the thread. Whoever carries the sound registers as a carrier. */
@Module({
  imports: [AccountsModule, ConversationsModule, CustomersModule],
  controllers: [CallsController],
  providers: [StartCall, MoveCall, EndCall, SteerCall, FollowCalls, WatchCalls, CallCarriers, CarrierWork, CallRelay],
  exports: [StartCall, MoveCall, EndCall, FollowCalls, CallCarriers],
})
export class CallsModule {}
