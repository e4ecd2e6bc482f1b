/** Browsers give `randomUUID` to secure pages only, and a shop under development is none. */
export const newId = (): string => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint32Array(4))].join('-');
