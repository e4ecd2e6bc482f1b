import { Module, type OnModuleInit } from '@nestjs/common';
import { AccountsModule } from '../../accounts/accounts.module.js';
import { ConversationsModule } from '../../conversations/conversations.module.js';
import { CustomersModule } from '../../customers/customers.module.js';
import { RoutingModule } from '../../routing/routing.module.js';
import { BeforeBody } from '../../platform/http/before-body.js';
import { rawBodyOf } from '../../platform/http/raw-body.js';
import { CallsModule } from '../calls/calls.module.js';
import { DrawerShelf } from '../drawers/drawer-shelf.js';
import { DrawersModule } from '../drawers/drawers.module.js';
import { InboxesModule } from '../inboxes/inboxes.module.js';
import { AgentPhonesController } from './agents/agent-phones.controller.js';
import { AnswerStep } from './steps/answer-step.service.js';
import { CarryOutStep } from './steps/carry-out-step.service.js';
import { ConsultColleague } from './agents/consult-colleague.service.js';
import { ConsultController } from './agents/consult.controller.js';
import { DecideStep } from './steps/decide-step.service.js';
import { DialLegs } from './agents/dial-legs.service.js';
import { HandOver } from './agents/hand-over.service.js';
import { HearVendor } from './doors/hear-vendor.service.js';
import { KeepRecording } from './doors/keep-recording.service.js';
import { MoveLine } from './lines/move-line.service.js';
import { OpenVoiceDoor } from './doors/open-voice-door.service.js';
import { PickUp } from './doors/pick-up.service.js';
import { PlaceCallbacks } from './callbacks/place-callbacks.service.js';
import { SuperviseCalls } from './agents/supervise-calls.service.js';
import { TakeCall } from './doors/take-call.service.js';
import { TwilioCarrier } from './agents/twilio-carrier.service.js';
import { VendorWord } from './doors/vendor-word.service.js';
import { VoiceController } from './doors/voice.controller.js';
import { VoiceDrawer } from './voice.drawer.js';
import { VoiceInboxes } from './voice-inboxes.js';
import { WatchLines } from './lines/watch-lines.service.js';

const maxBytes = 256 * 1024;

const doors = [OpenVoiceDoor, VendorWord, TakeCall, AnswerStep, DecideStep, CarryOutStep, PickUp, HearVendor, KeepRecording];
const machines = [
  VoiceInboxes,
  DialLegs,
  MoveLine,
  TwilioCarrier,
  PlaceCallbacks,
  SuperviseCalls,
  WatchLines,
  ConsultColleague,
  HandOver,
];

/** Telephone calls by Twilio: what callers hear, and how agents are brought to them. */
@Module({
  imports: [AccountsModule, ConversationsModule, CustomersModule, RoutingModule, CallsModule, DrawersModule, InboxesModule],
  controllers: [VoiceController, AgentPhonesController, ConsultController],
  providers: [...doors, ...machines],
})
export class VoiceModule implements OnModuleInit {
  constructor(
    private readonly shelf: DrawerShelf,
    private readonly beforeBody: BeforeBody,
  ) {}

  onModuleInit(): void {
    this.shelf.add(new VoiceDrawer());
    this.beforeBody.use('/v1/inboxes/', rawBodyOf(/^\/v1\/inboxes\/[^/]+\/voice(\/[^/]+)?\/?$/, maxBytes));
  }
}
