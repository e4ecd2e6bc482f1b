/** Signs that turn the direction of what follows, beyond the name itself: an address or a file could be read backwards. */
const overrides = /[\u202a-\u202e\u2066-\u2069]/g;

/** A name as it may stand among other words. Scripts that run from right to left need none of these signs to do so. */
export const plainName = (name: string): string => name.replace(overrides, '');
