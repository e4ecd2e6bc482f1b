import { type ReactNode, useEffect, useRef } from 'react';
import { useFormPlace } from './form-context.js';
import { useAftermath } from './use-form.js';
import classes from './records.module.css';

/** What few need, folded away; it opens by itself where something in it is wrong. */
export function More({ title, children }: { title: string; children: ReactNode }) {
  const { place } = useFormPlace();
  const attempt = useAftermath(place, (aftermath) => aftermath.attempt);
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (details.current?.querySelector('[aria-invalid="true"], [role="alert"]')) details.current.open = true;
  }, [attempt]);
  return (
    <details ref={details} className={classes.more}>
      <summary>{title}</summary>
      <div className={classes.moreBody}>{children}</div>
    </details>
  );
}

export const Pair = ({ children }: { children: ReactNode }) => <div className={classes.pair}>{children}</div>;
