import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useFormPlace } from './form-context.js';
import classes from './records.module.css';
import { useAftermath } from './use-form.js';

/**
 * What few need, folded away. Its fields are made when somebody opens it, and when a refusal may be about one of them; it
 * opens by itself where something in it is wrong.
 */
export function More({ title, children }: { title: string; children: ReactNode }) {
  const { place } = useFormPlace();
  const attempt = useAftermath(place, (aftermath) => aftermath.attempt);
  const [wasOpened, setOpened] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (details.current?.querySelector('[aria-invalid="true"], [role="alert"]')) details.current.open = true;
  }, [attempt]);
  return (
    <details ref={details} className={classes.more} onToggle={() => setOpened(true)}>
      <summary>{title}</summary>
      {(wasOpened || attempt > 0) && <div className={classes.moreBody}>{children}</div>}
    </details>
  );
}

export const Pair = ({ children }: { children: ReactNode }) => <div className={classes.pair}>{children}</div>;
