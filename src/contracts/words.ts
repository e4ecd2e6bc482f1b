/** The words of the public surface, as closed lists that code can iterate and types can follow. */

export const channels = [
  'webchat',
  'email',
  'api',
  'voice',
  'sms',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
  'line',
  'wechat',
] as const;
export type Channel = (typeof channels)[number];

export { CONVERSATION_STATUSES as conversationStatuses, type ConversationStatus } from '../core/lifecycle/conversation.js';

export { IDENTITY_KINDS as identityKinds, type IdentityKind } from '../core/identity/kinds.js';

export const identityLevels = ['anonymous', 'claimed', 'verified'] as const;
export type IdentityLevel = (typeof identityLevels)[number];

export type Direction = 'in' | 'out' | 'internal';
export type MessageKind = 'text' | 'note' | 'event' | 'call';

export const deliveryStates = ['pending', 'sent', 'delivered', 'read', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const presenceStates = ['available', 'finishing', 'away', 'offline'] as const;
export type PresenceState = (typeof presenceStates)[number];

export { PRESENCE_REASONS as presenceReasons, RESERVED_REASONS as reservedReasons } from '../core/lifecycle/presence.js';

export const roles = ['agent', 'supervisor', 'admin'] as const;
export type Role = (typeof roles)[number];

export const offerStates = ['pending', 'accepted', 'declined', 'expired', 'withdrawn'] as const;
export type OfferState = (typeof offerStates)[number];

export const offerModes = ['offer', 'assign', 'broadcast'] as const;
export type OfferMode = (typeof offerModes)[number];

export { TARGET_KINDS as targetKinds, type TargetKind } from '../core/targets/derive.js';

/** What a supervisor is alerted to, or an agent. */
export const alertKinds = [
  'agent_vanished',
  'silent_owner',
  'target_warning',
  'target_breached',
  'stuck',
  'nobody_can_serve',
  'promise_due',
  'promise_overdue',
] as const;
export type AlertKind = (typeof alertKinds)[number];
/** Of these the agent hears who must do something. */
export const agentAlertKinds = ['promise_due', 'promise_overdue'] as const satisfies readonly AlertKind[];

/** How a supervisor is beside a conversation: unseen; with notes that only its agent sees; or in it, before the customer. */
export const listeningModes = ['monitor', 'whisper', 'barge'] as const;
export type ListeningMode = (typeof listeningModes)[number];

export const reassignmentStatuses = ['planned', 'applying', 'applied', 'undoing', 'undone'] as const;
export type ReassignmentStatus = (typeof reassignmentStatuses)[number];

/** Whom a customer in line waits for: the agent who knows them, or whoever is free first. */
export const waitingChoices = ['wait', 'anyone'] as const;
export type WaitingChoice = (typeof waitingChoices)[number];

/** What the form before a chat may ask of somebody who is not known. */
export const preChatFields = ['name', 'email', 'phone'] as const;
export type PreChatField = (typeof preChatFields)[number];

export { WAIT_BINDINGS as waitBindings, type WaitBinding } from '../core/matching/waiting-sentence.js';

export { NOTICE_CODES as noticeCodes, type NoticeCode } from '../core/silence/notices.js';

/** A sticker is shown as an image without a frame. */
export const attachmentKinds = ['image', 'audio', 'video', 'file', 'sticker'] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/** `pending`: still to be fetched. `refused`: not kept, and why. `failed`: could not be fetched. */
export const attachmentStates = ['pending', 'stored', 'refused', 'failed'] as const;
export type AttachmentState = (typeof attachmentStates)[number];

export const inboundStates = ['received', 'accepted', 'ignored', 'unsupported', 'unrecognised', 'refused', 'failed'] as const;
export type InboundState = (typeof inboundStates)[number];

/** Who does something: a person, a customer, another system with an API key, or Throughline itself. */
export type ActorType = 'agent' | 'customer' | 'integration' | 'system';
