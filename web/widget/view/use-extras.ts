import { useEffect, useState } from 'preact/hooks';

type Extras = typeof import('../extras.js');

let loaded: Extras | null = null;

/** The part with what not every chat comes to; null while it is not wanted, or not there yet. */
export function useExtras(wanted: boolean): Extras | null {
  const [extras, setExtras] = useState(loaded);
  useEffect(() => {
    if (!wanted || extras) return;
    // Without a connection there is nothing to show it for; whoever presses again tries again.
    void import('../extras.js').then(
      (part) => setExtras((loaded = part)),
      () => undefined,
    );
  }, [wanted]);
  return wanted ? extras : null;
}
