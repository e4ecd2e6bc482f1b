import { create } from 'zustand';
import { goTo } from '../inbox/show-source.js';
import { serverNow } from '../live/api.js';
import { onEvent } from '../live/apply.js';
import { desk } from '../live/desk.js';
import { words } from '../words.js';
import { chime } from './chime.js';
import { type News, newsOf, type Sitting } from './news.js';
import { say } from './say.js';

interface Wishes {
  sound: boolean;
  desktop: boolean;
}

const KEY = 'throughline.console.notify';
/** One of several tabs speaks; the others find the lock taken for as long as they may still hear of it. */
const LOCK_MS = 3_000;
const MOST_TOLD = 500;

function stored(): Wishes {
  try {
    return { sound: true, desktop: false, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Wishes>) };
  } catch {
    return { sound: true, desktop: false };
  }
}

/** What this browser may do to be noticed. */
export const useWishes = create<Wishes>(stored);

function wish(change: Partial<Wishes>): void {
  useWishes.setState(change);
  try {
    localStorage.setItem(KEY, JSON.stringify(useWishes.getState()));
  } catch {
    // It holds as long as the page does.
  }
}

export function setSound(sound: boolean): void {
  wish({ sound });
  if (sound) chime('message');
}

export type Permission = NotificationPermission | 'unsupported';

export function permission(): Permission {
  return typeof Notification === 'undefined' ? 'unsupported' : Notification.permission;
}

/** Asks the browser where it was never asked; only ever after a click. */
export async function setDesktop(desktop: boolean): Promise<void> {
  if (desktop && permission() === 'default') await Notification.requestPermission();
  const may = permission() === 'granted';
  wish({ desktop: desktop && may });
  if (desktop && !may) say(words.t('frame:notifyRefused'), 'bad');
}

const told = new Set<string>();

function hear(type: string, data: unknown): void {
  const found = newsOf(type, data, sittingFor(data));
  if (!found || told.has(found.id)) return;
  // Oldest first: a set keeps its order.
  if (told.size >= MOST_TOLD) told.delete(told.values().next().value!);
  told.add(found.id);
  if (found.sort === 'promise') say(titleOf(found), 'bad');
  void once(found.id, () => tell(found));
}

function sittingFor(data: unknown): Sitting {
  const { me, conversations, openId } = desk.getState();
  const id = (data as { conversationId?: string | null }).conversationId ?? null;
  const conversation = id ? conversations.get(id) : undefined;
  return {
    now: serverNow(),
    myId: me?.id ?? '',
    conversation: conversation
      ? { assigneeId: conversation.assignee?.id ?? null, customerName: conversation.customerName }
      : null,
    isLookedAt: id !== null && id === openId && isSeen(),
  };
}

const isSeen = (): boolean => document.visibilityState === 'visible' && document.hasFocus();

async function once(id: string, run: () => void): Promise<void> {
  if (!('locks' in navigator)) return run();
  await navigator.locks.request(`throughline.news.${id}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    run();
    await new Promise((resolve) => setTimeout(resolve, LOCK_MS));
  });
}

function titleOf({ sort, who, text }: News): string {
  const name = who ?? words.t('ui:visitor');
  if (sort === 'promise') return words.t(text === 'promise_due' ? 'frame:promiseDue' : 'frame:promiseOverdue', { name });
  return words.t(sort === 'offer' ? 'frame:newOffer' : 'frame:newMessage', { name });
}

function tell(news: News): void {
  const { sound, desktop } = useWishes.getState();
  if (sound) chime(news.sort);
  // Whoever looks at the page sees it there.
  if (!desktop || permission() !== 'granted' || isSeen()) return;
  const title = titleOf(news);
  try {
    // The tag lets a later message of the same conversation take the place of the earlier one.
    const notification = new Notification(title, {
      ...(news.sort === 'promise' ? {} : { body: news.text }),
      tag: `throughline-${news.conversationId ?? news.id}`,
      silent: true,
    });
    notification.onclick = () => {
      window.focus();
      notification.close();
      // An offer is taken or left in the list; only what is mine is opened.
      if (news.conversationId && news.sort !== 'offer') goTo(news.conversationId);
    };
  } catch {
    // Some browsers of telephones know the word and not the thing.
  }
}

/** Called once; returns what ends it. */
export function startNotifying(): () => void {
  return onEvent(hear);
}
