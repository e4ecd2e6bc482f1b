import { create } from 'zustand';

const KEY = 'throughline.console.panel';
/** What few look at in each conversation is folded until somebody wants it. */
const foldedAtFirst: Record<string, boolean> = { pages: true, touchpoints: true, privacy: true, same: true, attributes: true };

function stored(): Record<string, boolean> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return read && typeof read === 'object' ? (read as Record<string, boolean>) : {};
  } catch {
    return {};
  }
}

const useFolds = create<{ folds: Record<string, boolean> }>(() => ({ folds: { ...foldedAtFirst, ...stored() } }));

/** Whether a section is folded: remembered in this browser, the same for every customer. */
export function useFolded(key: string): [boolean, (folded: boolean) => void] {
  const folded = useFolds(({ folds }) => folds[key] ?? false);
  return [folded, (wish) => fold(key, wish)];
}

export function fold(key: string, folded: boolean): void {
  const folds = { ...useFolds.getState().folds, [key]: folded };
  useFolds.setState({ folds });
  try {
    localStorage.setItem(KEY, JSON.stringify(folds));
  } catch {
    // It holds as long as the page does.
  }
}
