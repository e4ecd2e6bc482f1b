import { Alert } from './alerts/alert.entity.js';
import { Departure } from './customer-gone/departure.entity.js';
import { Visit } from './customer-gone/visit.entity.js';
import { BusinessHoursRow } from './hours/business-hours.entity.js';
import { Decision } from './matching/decision.entity.js';
import { MatchingPass } from './matching/matching-pass.entity.js';
import { Offer } from './offers/offer.entity.js';
import { QueueAgent } from './queues/queue-agent.entity.js';
import { Queue } from './queues/queue.entity.js';
import { Reassignment } from './reassignments/reassignment.entity.js';
import { ReassignmentMove } from './reassignments/reassignment-move.entity.js';
import { RoutingRuleRecord } from './rules/routing-rule.entity.js';
import { RoutingRuleSet } from './rules/routing-rule-set.entity.js';
import { ConversationListener } from './supervision/conversation-listener.entity.js';
import { QueuePause } from './supervision/queue-pause.entity.js';
import { ConversationTarget } from './targets/conversation-target.entity.js';
import { Assignment } from './work/assignment.entity.js';
import { LentConversation } from './work/lent-conversation.entity.js';
import { MatchingFault } from './watchdog/matching-fault.entity.js';
import { WaitCalibration } from './forecasts/wait-calibration.entity.js';
import { WaitPromise } from './forecasts/wait-promise.entity.js';
import { MatchingPolicy } from './policies/policy.entity.js';
import { PolicyActivation } from './policies/policy-activation.entity.js';
import { PolicyReplay } from './policies/policy-replay.entity.js';

export const routingEntities = [
  MatchingFault,
  MatchingPolicy,
  PolicyActivation,
  PolicyReplay,

  WaitPromise,
  WaitCalibration,
  RoutingRuleRecord,
  RoutingRuleSet,
  BusinessHoursRow,
  ConversationTarget,
  Visit,
  Departure,
  Reassignment,
  ReassignmentMove,
  ConversationListener,
  QueuePause,
  Alert,
  Queue,
  QueueAgent,
  MatchingPass,
  Decision,
  Offer,
  Assignment,
  LentConversation,
];
