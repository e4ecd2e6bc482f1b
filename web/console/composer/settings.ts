import { create } from 'zustand';

const KEY = 'throughline.console.enter-sends';

function stored(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'no';
  } catch {
    return true;
  }
}

/** Whether Enter alone sends; ⌘ or Ctrl with Enter always does. */
export const useEnterSends = create<{ enterSends: boolean }>(() => ({ enterSends: stored() }));

export function setEnterSends(enterSends: boolean): void {
  useEnterSends.setState({ enterSends });
  try {
    localStorage.setItem(KEY, enterSends ? 'yes' : 'no');
  } catch {
    // It holds as long as the page does.
  }
}
