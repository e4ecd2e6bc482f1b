/** The rows of the list as they stand, for acts by key: which is next, and which lie between two. */
let ids: readonly string[] = [];

export const shownIds = (): readonly string[] => ids;

export function setShownIds(now: readonly string[]): void {
  ids = now;
}
