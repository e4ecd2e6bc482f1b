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

/** Channels that take an agent's whole attention, unless the queue has a list of its own: nobody talks to two callers. */
export const DEFAULT_EXCLUSIVE: readonly string[] = Object.freeze(['voice']);

/** A queue's own weights; whatever it leaves out is the default. */
export interface QueueWeights {
  channels?: Partial<Record<string, number>>;
  statePercent?: Partial<Record<LoadState, number>>;
  /** All exclusive channels of the queue, in place of the default. */
  exclusive?: readonly string[];
}

/** What a conversation would put on an agent: enough to judge a claim by, and to write it. */
export interface Load {
  channel: string;
  /** Units while it waits on us: what a claim is judged by, for the customer may answer at any moment. */
  weight: number;
  /** Units while the customer has the word; null where it never lightens. */
  idleWeight: number | null;
  exclusive: boolean;
}

/** What a conversation of this channel takes in a queue with these weights. */
export function loadOf(channel: string, queueWeights: QueueWeights = {}): Load {
  const idleWeight = lightens(channel) ? weightOf(channel, 'waiting_on_customer', queueWeights) : null;
  return {
    channel,
    weight: weightOf(channel, 'waiting_on_us', queueWeights),
    idleWeight,
    exclusive: isExclusive(channel, queueWeights),
  };
}

export const isExclusive = (channel: string, { exclusive = DEFAULT_EXCLUSIVE }: QueueWeights = {}): boolean =>
  exclusive.includes(channel);

/** A call is live whoever speaks. */
const lightens = (channel: string): boolean => channel !== 'voice';

/**
 * Units a conversation takes from its agent. Always an integer ≥ 0; rounded up, so that a conversation which weighs
 * something never becomes free by rounding. A call is live whoever speaks: only snoozing lightens it.
 */
export function weightOf(channel: string, state: LoadState, queueWeights: QueueWeights = {}): number {
  const full = own(queueWeights.channels, channel) ?? own(DEFAULT_CHANNEL_WEIGHTS, channel) ?? UNKNOWN_CHANNEL_WEIGHT;
  const live = state === 'waiting_on_customer' && !lightens(channel) ? 'waiting_on_us' : state;
  const percent = queueWeights.statePercent?.[live] ?? DEFAULT_STATE_PERCENT[live];
  return Math.max(0, Math.ceil((full * percent) / 100));
}

/** Channel names arrive from outside: `constructor` must not find what every object has. */
function own(weights: Partial<Record<string, number>> | undefined, channel: string): number | undefined {
  return weights && Object.hasOwn(weights, channel) ? weights[channel] : undefined;
}
