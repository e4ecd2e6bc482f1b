import { OutboxAndDeliveries20261121000100 } from './20261121000100-outbox-and-deliveries.js';
import { RecordOfTruth20261121000000 } from './20261121000000-record-of-truth.js';
import { Routing20261121000200 } from './20261121000200-routing.js';
import { Alerts20261122000010 } from './20261122000010-alerts.js';
import { RoutingInFull20261122000000 } from './20261122000000-routing-in-full.js';
import { BusinessHours20261122000100 } from './20261122000100-business-hours.js';
import { RoutingRules20261122000200 } from './20261122000200-routing-rules.js';
import { Devices20261122000300 } from './20261122000300-devices.js';
import { Timers20261122000400 } from './20261122000400-timers.js';
import { Reassignments20261122000500 } from './20261122000500-reassignments.js';
import { WaitPromises20261122000600 } from './20261122000600-wait-promises.js';
import { Policies20261122000700 } from './20261122000700-policies.js';
import { MatchingFaults20261122000800 } from './20261122000800-matching-faults.js';
import { LeanClaims20261122000850 } from './20261122000850-lean-claims.js';
import { ChannelsInFull20261122001000 } from './20261122001000-channels-in-full.js';
import { Attachments20261122001010 } from './20261122001010-attachments.js';
import { EmailInFull20261122001040 } from './20261122001040-email-in-full.js';
import { Calls20261122001020 } from './20261122001020-calls.js';
import { Voice20261122001030 } from './20261122001030-voice.js';
import { IdentitySuggestions20261122002000 } from './20261122002000-identity-suggestions.js';
import { FactsInFull20261122002100 } from './20261122002100-facts-in-full.js';
import { DigestAndPromises20261122002200 } from './20261122002200-digest-and-promises.js';
import { Search20261122002300 } from './20261122002300-search.js';
import { PanelsAndTouchpoints20261122002400 } from './20261122002400-panels-and-touchpoints.js';
import { Privacy20261122002500 } from './20261122002500-privacy.js';
import { LentConversations20261122002600 } from './20261122002600-lent-conversations.js';
import { ThreadTail20261122002700 } from './20261122002700-thread-tail.js';
import { ConsentOf20261122002800 } from './20261122002800-consent-of.js';
import { RetentionDefaults20261122002900 } from './20261122002900-retention-defaults.js';
import { WithoutWords20261122003000 } from './20261122003000-without-words.js';
import { Origins20261122003100 } from './20261122003100-origins.js';
import { WallboardTokens20261123000100 } from './20261123000100-wallboard-tokens.js';
import { ImportReport20261123000300 } from './20261123000300-import-report.js';
import { SearchAnew20261123000400 } from './20261123000400-search-anew.js';
import { UnreadDeliveries20261123000500 } from './20261123000500-unread-deliveries.js';
import { RejoinedSplits20261123000600 } from './20261123000600-rejoined-splits.js';
import { ReassignmentTranslations20261123000700 } from './20261123000700-reassignment-translations.js';
import { DismissedDeliveries20261123000800 } from './20261123000800-dismissed-deliveries.js';
import { Mentions20261123000900 } from './20261123000900-mentions.js';
import { NothingAboutErased20261123000200 } from './20261123000200-nothing-about-erased.js';

/** An imported list, never a glob: what runs is what was reviewed, in this order. */
export const migrations = [
  RecordOfTruth20261121000000,
  OutboxAndDeliveries20261121000100,
  Routing20261121000200,
  RoutingInFull20261122000000,
  Alerts20261122000010,
  BusinessHours20261122000100,
  RoutingRules20261122000200,
  Devices20261122000300,
  Timers20261122000400,
  Reassignments20261122000500,
  WaitPromises20261122000600,
  Policies20261122000700,
  MatchingFaults20261122000800,
  LeanClaims20261122000850,
  ChannelsInFull20261122001000,
  Attachments20261122001010,
  EmailInFull20261122001040,
  Calls20261122001020,
  Voice20261122001030,
  IdentitySuggestions20261122002000,
  FactsInFull20261122002100,
  DigestAndPromises20261122002200,
  Search20261122002300,
  PanelsAndTouchpoints20261122002400,
  Privacy20261122002500,
  LentConversations20261122002600,
  ThreadTail20261122002700,
  ConsentOf20261122002800,
  RetentionDefaults20261122002900,
  WithoutWords20261122003000,
  Origins20261122003100,
  WallboardTokens20261123000100,
  NothingAboutErased20261123000200,
  ImportReport20261123000300,
  SearchAnew20261123000400,
  UnreadDeliveries20261123000500,
  RejoinedSplits20261123000600,
  ReassignmentTranslations20261123000700,
  DismissedDeliveries20261123000800,
  Mentions20261123000900,
];
