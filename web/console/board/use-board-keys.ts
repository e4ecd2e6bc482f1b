import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { say, sayError } from '../frame/say.js';
import { type Shortcut, useShortcuts } from '../frame/shortcuts.js';
import { call } from '../live/api.js';
import { desk } from '../live/desk.js';
import { ask, pick, useBoard } from './board-store.js';
import { focusList } from './focus.js';
import { chosen, pickAll, step, toggle } from './picking.js';
import { shownIds } from './shown.js';

/** Every act of the board by key; they rest while something is asked. */
export function useBoardKeys(queueId: string | null): void {
  const { t } = useTranslation('board');
  const [, go] = useLocation();
  const group = t('live');
  const isQuiet = useQuiet();
  const row = (keys: string, name: string, run: () => void): Shortcut => ({
    ...{ keys, name, group },
    run: () => {
      if (!isQuiet()) run();
    },
  });
  const withChosen = (act: (ids: string[]) => void) => (): void => {
    const ids = chosen(useBoard.getState().picking);
    if (ids.length > 0) act(ids);
  };
  const withCursor = (act: (id: string) => void) => (): void => {
    const { cursor } = useBoard.getState().picking;
    if (cursor) act(cursor);
  };
  // With the first key the list has the keyboard, so that the others (Home, End, Shift with the arrows) are its own.
  const inList = (act: () => void) => (): void => {
    focusList();
    act();
  };
  const neighbour = (by: number) => (): void => {
    const ids = [...document.querySelectorAll<HTMLElement>('[data-queue] > button')];
    const at = ids.findIndex((one) => one.hasAttribute('aria-current'));
    ids[Math.max(0, Math.min(ids.length - 1, at + by))]?.click();
  };
  const pauseOrResume = (): void => {
    const live = queueId ? desk.getState().live.get(queueId) : undefined;
    if (!live) return say(t('pauseWhich'));
    if (live.paused) void call('POST', `/v1/queues/${live.queueId}/resume`, {}).catch(sayError);
    else ask({ kind: 'pause', queueId: live.queueId });
  };
  useShortcuts([
    row(
      'j',
      t('key.next'),
      inList(() => pick((before) => step(before, shownIds(), 1))),
    ),
    row(
      'k',
      t('key.previous'),
      inList(() => pick((before) => step(before, shownIds(), -1))),
    ),
    row('x', t('key.pick'), inList(withCursor((id) => pick((before) => toggle(before, id))))),
    row(
      'shift+ArrowDown',
      t('key.pickNext'),
      inList(() => pick((before) => step(before, shownIds(), 1, true))),
    ),
    row(
      'shift+ArrowUp',
      t('key.pickPrevious'),
      inList(() => pick((before) => step(before, shownIds(), -1, true))),
    ),
    row('shift+x', t('pickAll'), () => pick((before) => pickAll(before, shownIds()))),
    row('Escape', t('pickNothing'), () => pick((before) => ({ ...before, picked: new Set() }))),
    row(
      'o',
      t('open'),
      withCursor((id) => go(`/c/${id}`)),
    ),
    row(
      'm',
      t('moveTo'),
      withChosen((ids) => ask({ kind: 'move', ids })),
    ),
    row(
      'p',
      t('changePriority'),
      withChosen((ids) => ask({ kind: 'priority', ids })),
    ),
    row(
      'w',
      t('whyAct'),
      withCursor((id) => ask({ kind: 'why', conversationId: id })),
    ),
    row('/', t('find'), () => document.getElementById('board-find')?.focus()),
    row(']', t('key.nextQueue'), neighbour(1)),
    row('[', t('key.previousQueue'), neighbour(-1)),
    row('0', t('allQueues'), () => go('/board')),
    row('shift+p', t('key.pause'), pauseOrResume),
    row('g d', t('day'), () => go(queueId ? `/board/day?queue=${queueId}` : '/board/day')),
    row('g m', t('moves'), () => go('/board/moves')),
    row('g a', t('audit'), () => go('/board/audit')),
  ]);
}

const isAsking = (): boolean =>
  useBoard.getState().asking !== null || document.querySelector('[role="dialog"], [role="menu"]') !== null;

/**
 * Whether the keys of the board rest. What is asked may be closed by the very key that is being heard (Escape), before the board
 * hears it: so it is noted as the key goes down, before anybody has acted on it.
 */
function useQuiet(): () => boolean {
  const wasAsking = useRef(false);
  useEffect(() => {
    const note = (): void => void (wasAsking.current = isAsking());
    addEventListener('keydown', note, true);
    return () => removeEventListener('keydown', note, true);
  }, []);
  return () => wasAsking.current || isAsking();
}
