import { ActionIcon } from '@mantine/core';
import { ChevronRight, Plus } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { fold, useFolded } from './folded.js';
import classes from './section.module.css';

interface SectionProps {
  /** Under which its state is remembered. */
  name: string;
  title: string;
  count?: number;
  /** Something in it waits for somebody: shown beside the title, in words. */
  mark?: string;
  isBusy?: boolean;
  add?: { label: string; run: () => void };
  children: ReactNode;
}

/** A part of the panel that folds. Arrow keys go from heading to heading. */
export function Section({ name, title, count, mark, isBusy = false, add, children }: SectionProps) {
  const [folded, setFolded] = useFolded(name);
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={`${id}-head`} aria-busy={isBusy} data-section={name}>
      <div className={classes.head}>
        <h3 className={classes.title}>
          <button
            type="button"
            id={`${id}-head`}
            className={classes.toggle}
            aria-expanded={!folded}
            aria-controls={`${id}-body`}
            data-heading
            onClick={() => setFolded(!folded)}
            onKeyDown={walk}
          >
            <ChevronRight size={13} aria-hidden className={classes.chevron} />
            {title}
            {count !== undefined && count > 0 && <span className={classes.count}>{count}</span>}
            {mark && <span className={classes.mark}>{mark}</span>}
          </button>
        </h3>
        {add && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={add.label}
            title={add.label}
            onClick={() => {
              fold(name, false);
              add.run();
            }}
          >
            <Plus size={14} />
          </ActionIcon>
        )}
      </div>
      <div id={`${id}-body`} className={classes.body} hidden={folded}>
        {!folded && children}
      </div>
    </section>
  );
}

function walk(event: KeyboardEvent<HTMLButtonElement>): void {
  if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
  const panel = event.currentTarget.closest('[data-panel]');
  const all = [...(panel?.querySelectorAll<HTMLElement>('[data-heading]') ?? [])];
  const at = all.indexOf(event.currentTarget);
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : at + (event.key === 'ArrowDown' ? 1 : -1);
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
}

/** A line that says something of the section itself: nothing here, not to be had, reading. */
export function Quiet({ children }: { children: ReactNode }) {
  return <p className={classes.quiet}>{children}</p>;
}

export function Refused({ children }: { children: ReactNode }) {
  return children ? (
    <p className={classes.refused} role="alert">
      {children}
    </p>
  ) : null;
}
