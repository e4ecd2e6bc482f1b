const KEY = 'throughline.console.tab';
/** A tab that is loaded anew may come before its old page has let go. */
const PATIENCE_MS = 500;

const lockOf = (tab: string): string => `throughline.tab.${tab}`;

/** Whether tabs can tell which of them are still there; where not, each keeps to itself. */
export const tabsKnow = 'locks' in navigator;

/** This tab's own name; it outlives a reload. */
export function tabName(): string {
  try {
    const known = sessionStorage.getItem(KEY);
    if (known) return known;
    const name = crypto.randomUUID();
    sessionStorage.setItem(KEY, name);
    return name;
  } catch {
    return 'this';
  }
}

function hold(tab: string): Promise<boolean> {
  return new Promise((held) => {
    navigator.locks
      .request(lockOf(tab), { signal: AbortSignal.timeout(PATIENCE_MS) }, () => {
        held(true);
        // Held as long as the page lives: its end, however it comes, lets go.
        return new Promise<never>(() => undefined);
      })
      .catch(() => held(false));
  });
}

/** Says to the other tabs that this one is here. A tab that was doubled has its original's name: it gets one of its own. */
export async function takeName(): Promise<void> {
  if (!tabsKnow || (await hold(tabName()))) return;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    return;
  }
  await hold(tabName());
}

/** Does something in the place of a tab that is no longer there; one tab at a time, and not at all while it is. */
export async function insteadOf(tab: string, act: () => void): Promise<void> {
  if (tabsKnow) await navigator.locks.request(lockOf(tab), { ifAvailable: true }, (lock) => lock && act());
}
