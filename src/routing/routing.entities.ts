import { Alert } from './alerts/alert.entity.js';
import { Decision } from './matching/decision.entity.js';
import { MatchingPass } from './matching/matching-pass.entity.js';
import { Offer } from './offers/offer.entity.js';
import { QueueAgent } from './queues/queue-agent.entity.js';
import { Queue } from './queues/queue.entity.js';
import { Assignment } from './work/assignment.entity.js';

export const routingEntities = [Alert, Queue, QueueAgent, MatchingPass, Decision, Offer, Assignment];
