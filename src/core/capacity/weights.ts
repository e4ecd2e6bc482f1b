/** Capacity in one currency over all queues and channels: integer units, one agent = 100. */
export const AGENT_UNITS = 100;

/** What one conversation takes while it waits on us: four chats, five mails, or one call fill an agent. */
export const DEFAULT_CHANNEL_WEIGHTS: Readonly<Record<string, number>> = Object.freeze({
  webchat: 25,
  whatsapp: 25,
  messenger: 25,
  instagram: 25,
  telegram: 25,
  line: 25,
  wechat: 25,
  api: 25,
  sms: 20,
  email: 20,
  voice: 100,
});

/** A channel nobody has weighed counts as a chat. */
const UNKNOWN_CHANNEL_WEIGHT = 25;

/** Whose turn it is. A closed conversation weighs nothing and is not asked about. */
export type LoadState = 'waiting_on_us' | 'waiting_on_customer' | 'snoozed';

/** The share of the channel's weight that each state takes, in percent, so that sums stay in integers. */
export const DEFAULT_STATE_PERCENT: Readonly<Record<LoadState, number>> = Object.freeze({
  waiting_on_us: 100,
  waiting_on_customer: 40,
  snoozed: 0,
});

/** A queue's own weights; whatever it leaves out is the default. */
export interface QueueWeights {
  channels?: Partial<Record<string, number>>;
  statePercent?: Partial<Record<LoadState, number>>;
}

/**
 * Units a conversation takes from its agent. Always an integer ≥ 0; rounded up, so that a conversation which weighs
 * something never becomes free by rounding. A call is live whoever speaks: only snoozing lightens it.
 */
export function weightOf(channel: string, state: LoadState, queueWeights: QueueWeights = {}): number {
  const full = own(queueWeights.channels, channel) ?? own(DEFAULT_CHANNEL_WEIGHTS, channel) ?? UNKNOWN_CHANNEL_WEIGHT;
  const live = channel === 'voice' && state === 'waiting_on_customer' ? 'waiting_on_us' : state;
  const percent = queueWeights.statePercent?.[live] ?? DEFAULT_STATE_PERCENT[live];
  return Math.max(0, Math.ceil((full * percent) / 100));
}

/** Channel names arrive from outside: `constructor` must not find what every object has. */
function own(weights: Partial<Record<string, number>> | undefined, channel: string): number | undefined {
  return weights && Object.hasOwn(weights, channel) ? weights[channel] : undefined;
}
