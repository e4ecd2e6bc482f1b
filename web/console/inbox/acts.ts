import type { ConversationView } from '../../../src/contracts/views.js';
import { say, sayError } from '../frame/say.js';
import { call } from '../live/api.js';
import { putConversation } from '../live/apply.js';
import { desk } from '../live/desk.js';
import { Refusal } from '../live/problem.js';
import { readConversation } from '../live/snapshot.js';
import { customerName } from '../ui/customer-name.js';
import { words } from '../words.js';
import { readyToGoOn } from './going-on.js';
import { goTo } from './show-source.js';

type Verb = 'transfer' | 'close' | 'reopen' | 'snooze' | 'priority' | 'claim' | 'split' | 'split/undo';

/** Refusals which say that what is on the screen is old. */
const OLD = ['stale_epoch', 'illegal_move', 'conflict', 'not_found', 'forbidden'];

/**
 * The epoch is that of the state the person looked at when they began: when somebody else acted meanwhile, also while a
 * dialog was open, the server refuses; then the fresh state is read before the refusal is shown.
 * @throws Refusal
 */
export async function act(one: ConversationView, verb: Verb, body: object = {}): Promise<ConversationView> {
  try {
    const view = await call<ConversationView>('POST', `/v1/conversations/${one.id}/${verb}`, { ...body, epoch: one.epoch });
    putConversation(view);
    return view;
  } catch (error) {
    if (error instanceof Refusal && OLD.includes(error.problem?.code ?? '')) await readAgain(one.id);
    throw error;
  }
}

/** @throws Refusal */
export async function edit(one: ConversationView, change: { subject?: string | null; tags?: string[] }): Promise<void> {
  try {
    putConversation(await call<ConversationView>('PATCH', `/v1/conversations/${one.id}`, { ...change, epoch: one.epoch }));
  } catch (error) {
    if (error instanceof Refusal && OLD.includes(error.problem?.code ?? '')) await readAgain(one.id);
    throw error;
  }
}

async function readAgain(id: string): Promise<void> {
  if (desk.getState().openId === id) await readConversation(id).catch(() => undefined);
  else await call<ConversationView>('GET', `/v1/conversations/${id}`).then(putConversation, () => undefined);
}

/** As it is now, for an act that follows another. */
const now = (one: ConversationView): ConversationView => desk.getState().conversations.get(one.id) ?? one;

const nameOf = (one: ConversationView): string => customerName(one.customerName, one.customerId);

export async function claim(one: ConversationView): Promise<void> {
  await act(one, 'claim').catch(sayError);
}

/** Back in line; whoever held it last is preferred. */
export async function reopen(one: ConversationView): Promise<void> {
  try {
    await act(one, 'reopen');
    say(words.t('inbox:reopened', { name: nameOf(one) }), 'good');
  } catch (error) {
    sayError(error);
  }
}

/** @throws Refusal */
export async function close(one: ConversationView, outcome: string): Promise<void> {
  const goOn = readyToGoOn(one.id);
  await act(one, 'close', { outcome });
  // Reopened it would go into line; whoever takes the close back wants it in their hands again.
  const undo = async (): Promise<void> => {
    try {
      await act(await act(now(one), 'reopen'), 'claim');
      goTo(one.id);
    } catch (error) {
      sayError(error);
    }
  };
  say(words.t('inbox:closedSaid', { name: nameOf(one) }), 'good', () => void undo());
  goOn();
}

/** @throws Refusal */
export async function snooze(one: ConversationView, until: Date, at: string): Promise<void> {
  await act(one, 'snooze', { until: until.toISOString() });
  say(words.t('inbox:snoozedSaid', { name: nameOf(one), at }), 'good', () => void wake(one));
}

/** Whoever holds a sleeping conversation wakes it by taking it. */
export async function wake(one: ConversationView): Promise<void> {
  await claim(now(one));
}

/** Puts a topic back where it was split off, with what was said in it since; refused where somebody else has it by now. */
export async function undoSplit(split: ConversationView): Promise<void> {
  try {
    const origin = await act(split, 'split/undo');
    say(words.t('inbox:splitUndone', { name: nameOf(origin) }), 'good');
    goTo(origin.id);
  } catch (error) {
    sayError(error);
  }
}

/** @throws Refusal */
export async function setPriority(one: ConversationView, priority: number): Promise<void> {
  const before = one.priority;
  await act(one, 'priority', { priority });
  const undo = (): void => void act(now(one), 'priority', { priority: before }).catch(sayError);
  say(words.t('inbox:prioritySaid', { name: nameOf(one), priority }), 'good', undo);
}
