/** What is picked in a list, where the next range begins, and where the keyboard is. */
export interface Picking {
  picked: ReadonlySet<string>;
  anchor: string | null;
  cursor: string | null;
}

export const nothingPicked: Picking = { picked: new Set(), anchor: null, cursor: null };

export function toggle({ picked }: Picking, id: string): Picking {
  const next = new Set(picked);
  if (!next.delete(id)) next.add(id);
  return { picked: next, anchor: id, cursor: id };
}

/** From where the last one was picked to here, both included; without a beginning, just this one. */
export function pickTo(before: Picking, order: readonly string[], id: string): Picking {
  const [from, to] = [before.anchor === null ? -1 : order.indexOf(before.anchor), order.indexOf(id)];
  if (from < 0 || to < 0) return { picked: new Set([...before.picked, id]), anchor: id, cursor: id };
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { picked: new Set([...before.picked, ...range]), anchor: before.anchor, cursor: id };
}

export function pickAll(before: Picking, order: readonly string[]): Picking {
  const isWhole = order.length > 0 && order.every((id) => before.picked.has(id));
  return { ...before, picked: new Set(isWhole ? [] : order) };
}

/** One step up or down; at an end it stays. `extends` picks on the way. */
export function step(before: Picking, order: readonly string[], by: number, extending = false): Picking {
  if (order.length === 0) return before;
  const at = before.cursor === null ? -1 : order.indexOf(before.cursor);
  const from = at >= 0 ? at : by === 1 ? -1 : by === -1 ? order.length : 0;
  const next = order[Math.min(order.length - 1, Math.max(0, from + by))] as string;
  if (!extending) return { ...before, cursor: next };
  const anchor = before.anchor ?? before.cursor ?? next;
  return pickTo({ ...before, anchor }, order, next);
}

/** Rows that left the list are picked no more: nobody may move what they cannot see. */
export function keepThere(before: Picking, order: readonly string[]): Picking {
  const there = new Set(order);
  const picked = [...before.picked].filter((id) => there.has(id));
  const cursor = before.cursor !== null && there.has(before.cursor) ? before.cursor : null;
  if (picked.length === before.picked.size && cursor === before.cursor) return before;
  return { picked: new Set(picked), anchor: before.anchor !== null && there.has(before.anchor) ? before.anchor : null, cursor };
}

/** What an act is about: what is picked, else where the keyboard is. */
export function chosen({ picked, cursor }: Picking): string[] {
  return picked.size > 0 ? [...picked] : cursor === null ? [] : [cursor];
}

/** What a drag takes along: all that is picked where the row is one of them, else the row alone. */
export const draggedWith = ({ picked }: Picking, id: string): string[] => (picked.has(id) ? [...picked] : [id]);
