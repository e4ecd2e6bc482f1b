import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AgentsModule } from '../agents/agents.module.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { Alerts } from './alerts/alerts.service.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { DecisionsController } from './matching/decisions.controller.js';
import { MatchingTriggers } from './matching/matching-triggers.js';
import { RunMatching } from './matching/run-matching.service.js';
import { AcceptOffer } from './offers/accept-offer.service.js';
import { CountOffers } from './offers/count-offers.listener.js';
import { DeclineOffer } from './offers/decline-offer.service.js';
import { ExpireOffers } from './offers/expire-offers.service.js';
import { MakeOffer } from './offers/make-offer.service.js';
import { OffersController } from './offers/offers.controller.js';
import { QueuesController } from './queues/queues.controller.js';
import { SaveQueue } from './queues/save-queue.service.js';
import { ApplyReassignment } from './reassignments/apply-reassignment.service.js';
import { PlanReassignment } from './reassignments/plan-reassignment.service.js';
import { ReassignmentsController } from './reassignments/reassignments.controller.js';
import { RouteConversations } from './requirements/route-conversations.service.js';
import { ClaimConversation } from './work/claim-conversation.service.js';
import { CloseConversation } from './work/close-conversation.service.js';
import { MoveConversation } from './work/move-conversation.service.js';
import { ReopenConversation } from './work/reopen-conversation.service.js';
import { RequeueOrphans } from './work/requeue-orphans.service.js';
import { SetPriority } from './work/set-priority.service.js';
import { SnoozeConversation } from './work/snooze-conversation.service.js';
import { SplitConversation } from './work/split-conversation.service.js';
import { StartController } from './work/start.controller.js';
import { StartConversation } from './work/start-conversation.service.js';
import { StateController } from './work/state.controller.js';
import { TransferConversation } from './work/transfer-conversation.service.js';
import { WakeConversations } from './work/wake-conversations.service.js';
import { WorkController } from './work/work.controller.js';

const acts = [
  ...[AcceptOffer, DeclineOffer, ClaimConversation, CloseConversation, ReopenConversation, SnoozeConversation],
  ...[
    TransferConversation,
    MoveConversation,
    SetPriority,
    SplitConversation,
    StartConversation,
    SaveQueue,
    PlanReassignment,
    ApplyReassignment,
  ],
];
const machines = [
  Alerts,
  RunMatching,
  MakeOffer,
  MatchingTriggers,
  CountOffers,
  ExpireOffers,
  RequeueOrphans,
  RouteConversations,
  WakeConversations,
];

/** Who works on what: queues, the matcher and its claims, offers, assignments, and every act that moves work. */
@Module({
  imports: [AccountsModule, AgentsModule, ConversationsModule],
  controllers: [
    QueuesController,
    OffersController,
    StartController,
    StateController,
    WorkController,
    DecisionsController,
    ReassignmentsController,
    AlertsController,
  ],
  providers: [...acts, ...machines],
  exports: [...acts, ...machines],
})
export class RoutingModule {}
