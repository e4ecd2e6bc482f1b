/** Signs that turn the direction of what follows, beyond the name itself: an address or a file could be read backwards. */
const overrides = /[\u202a-\u202e\u2066-\u2069]/g;

/** Spaces, marks without a letter, signs without width or ink: nobody could read who that is. */
const unseen = /[\p{Z}\p{Cc}\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]/gu;

/** Whether there is anything to see in a name. */
export const isBlankName = (name: string): boolean => name.replace(unseen, '') === '';

/** A name as it may stand among other words. Scripts that run from right to left need none of these signs to do so. */
export const plainName = (name: string): string => name.replace(overrides, '');
