import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { AgentsModule } from '../agents/agents.module.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { Alerts } from './alerts/alerts.service.js';
import { AlertsController } from './alerts/alerts.controller.js';
import { ComeBack } from './customer-gone/come-back.service.js';
import { LeaveLine } from './customer-gone/leave-line.service.js';
import { HoursController } from './hours/hours.controller.js';
import { OpenQueues } from './hours/open-queues.service.js';
import { SaveHours } from './hours/save-hours.service.js';
import { TargetsController } from './targets/targets.controller.js';
import { TellTargets } from './targets/tell-targets.js';
import { TrackTargets } from './targets/track-targets.service.js';
import { PoliciesController, PolicyReplaysController } from './policies/policies.controller.js';
import { ReplayPolicies } from './policies/replay-policies.service.js';
import { SavePolicy } from './policies/save-policy.service.js';
import { ForecastsModule } from './forecasts/forecasts.module.js';
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
import { RemindPromises } from './promises/remind-promises.service.js';
import { TellRemaining } from './presence/tell-remaining.listener.js';
import { VanishedAgents } from './presence/vanished-agents.service.js';
import { ApplyReassignment } from './reassignments/apply-reassignment.service.js';
import { CarryOut } from './reassignments/carry-out.service.js';
import { PlanReassignment } from './reassignments/plan-reassignment.service.js';
import { ReassignmentsController } from './reassignments/reassignments.controller.js';
import { OverflowConversations } from './requirements/overflow-conversations.service.js';
import { RouteConversations } from './requirements/route-conversations.service.js';
import { DryRunRouting } from './rules/dry-run-routing.service.js';
import { RoutingRulesController } from './rules/routing-rules.controller.js';
import { RuleBook } from './rules/rule-book.js';
import { SaveRule } from './rules/save-rule.service.js';
import { SilentCustomers } from './silence/silent-customers.service.js';
import { SilentOwners } from './silence/silent-owners.service.js';
import { EndWaits } from './waiting/end-waits.service.js';
import { BulkPriority } from './supervision/bulk-priority.service.js';
import { GiveQueues } from './supervision/give-queues.service.js';
import { ListenIn } from './supervision/listen-in.service.js';
import { PauseQueue } from './supervision/pause-queue.service.js';
import { SupervisionController } from './supervision/supervision.controller.js';
import { Whisper } from './supervision/whisper.service.js';
import { StuckFigures } from './watchdog/stuck-figures.js';
import { WaitingLineController } from './watchdog/waiting-line.controller.js';
import { WatchMatching } from './watchdog/watch-matching.service.js';
import { ClaimConversation } from './work/claim-conversation.service.js';
import { CloseConversation } from './work/close-conversation.service.js';
import { EndErasedWork } from './work/end-erased-work.js';
import { EndWrapUp } from './work/end-wrap-up.service.js';
import { OneOwner } from './work/one-owner.service.js';
import { MoveConversation } from './work/move-conversation.service.js';
import { ReopenConversation } from './work/reopen-conversation.service.js';
import { RequeueOrphans } from './work/requeue-orphans.service.js';
import { SetPriority } from './work/set-priority.service.js';
import { SnoozeConversation } from './work/snooze-conversation.service.js';
import { SplitConversation } from './work/split-conversation.service.js';
import { UndoSplit } from './work/undo-split.service.js';
import { StartController } from './work/start.controller.js';
import { StartConversation } from './work/start-conversation.service.js';
import { StateController } from './work/state.controller.js';
import { TransferConversation } from './work/transfer-conversation.service.js';
import { WakeConversations } from './work/wake-conversations.service.js';
import { ColleaguesController } from './work/colleagues.controller.js';
import { MergePreviewController } from './work/merge-preview.controller.js';
import { WorkController } from './work/work.controller.js';
import { WrapUpController } from './work/wrap-up.controller.js';

const acts = [
  ...[AcceptOffer, DeclineOffer, ClaimConversation, CloseConversation, ReopenConversation, SnoozeConversation],
  ...[
    TransferConversation,
    MoveConversation,
    SetPriority,
    SplitConversation,
    UndoSplit,
    StartConversation,
    EndWrapUp,
    SaveQueue,
    PlanReassignment,
    ApplyReassignment,
  ],
  ...[SaveRule, DryRunRouting],
  ...[CarryOut, BulkPriority, PauseQueue, ListenIn, Whisper, GiveQueues],
];
const machines = [
  EndErasedWork,
  OneOwner,
  WatchMatching,
  StuckFigures,
  ReplayPolicies,
  SavePolicy,
  OpenQueues,
  SaveHours,
  TellTargets,
  TrackTargets,
  Alerts,
  RunMatching,
  MakeOffer,
  MatchingTriggers,
  CountOffers,
  ExpireOffers,
  RequeueOrphans,
  VanishedAgents,
  TellRemaining,
  RuleBook,
  RouteConversations,
  OverflowConversations,
  WakeConversations,
  SilentOwners,
  SilentCustomers,
  LeaveLine,
  ComeBack,
  EndWaits,
  RemindPromises,
];

/** Who works on what: queues, the matcher and its claims, offers, assignments, and every act that moves work. */
@Module({
  imports: [AccountsModule, AgentsModule, CustomersModule, ConversationsModule, ForecastsModule],
  controllers: [
    QueuesController,
    RoutingRulesController,
    HoursController,
    TargetsController,
    OffersController,
    StartController,
    StateController,
    WorkController,
    ColleaguesController,
    MergePreviewController,
    WrapUpController,
    DecisionsController,
    ReassignmentsController,
    AlertsController,
    PoliciesController,
    PolicyReplaysController,
    SupervisionController,
    WaitingLineController,
  ],
  providers: [...acts, ...machines],
  exports: [...acts, ...machines],
})
export class RoutingModule {}
