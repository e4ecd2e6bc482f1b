import { Button, Notification } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { errorLine } from '../live/problem.js';
import { words } from '../words.js';
import { useShortcuts } from './shortcuts.js';
import classes from './say.module.css';

interface Saying {
  id: number;
  text: string;
  tone: 'good' | 'bad' | 'plain';
  undo?: () => void;
  /** What the button says where it does not say "Undo". */
  act?: string;
}

const SHOWN_MS = 7_000;
/** `z` is to snooze. */
const UNDO_KEY = 'u';
const useSayings = create<{ sayings: readonly Saying[] }>(() => ({ sayings: [] }));
let last = 0;

function drop(id: number): void {
  useSayings.setState(({ sayings }) => ({ sayings: sayings.filter((one) => one.id !== id) }));
}

/** A line in the corner, read out by screen readers, gone after some seconds. `undo` puts a button beside it, which says `act`. */
export function say(text: string, tone: Saying['tone'] = 'plain', undo?: () => void, act?: string): void {
  const id = (last += 1);
  useSayings.setState(({ sayings }) => ({
    sayings: [...sayings.slice(-3), { id, text, tone, ...(undo ? { undo } : {}), ...(act ? { act } : {}) }],
  }));
  setTimeout(() => drop(id), undo ? 3 * SHOWN_MS : SHOWN_MS);
}

export function sayError(error: unknown): void {
  say(errorLine(error), 'bad');
}

const colours = { good: 'green', bad: 'red', plain: 'blue' };

/** What can be taken back, of the latest thing said; not what only opens something. */
function undoLast(): void {
  const last = useSayings.getState().sayings.findLast(({ undo, act }) => undo && !act);
  if (!last) return say(words.t('frame:nothingToUndo'));
  drop(last.id);
  last.undo?.();
}

export function Sayings() {
  const { t } = useTranslation('frame');
  const sayings = useSayings((state) => state.sayings);
  useShortcuts([{ keys: UNDO_KEY, name: t('undoLast'), group: t('anywhere'), run: undoLast }]);
  return (
    <div className={classes.corner} role="status" aria-live="polite">
      {sayings.map(({ id, text, tone, undo, act }) => (
        <Notification
          key={id}
          color={colours[tone]}
          withBorder
          onClose={() => drop(id)}
          closeButtonProps={{ 'aria-label': t('dismiss') }}
        >
          <span className="user-text">{text}</span>
          {undo && (
            <Button
              size="compact-xs"
              aria-keyshortcuts={act ? undefined : UNDO_KEY}
              variant="light"
              ml="sm"
              onClick={() => {
                drop(id);
                undo();
              }}
            >
              {act ?? t('undo')}
              {!act && (
                <kbd className={classes.key} aria-hidden>
                  {UNDO_KEY}
                </kbd>
              )}
            </Button>
          )}
        </Notification>
      ))}
    </div>
  );
}
