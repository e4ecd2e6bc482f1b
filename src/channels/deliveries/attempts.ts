const seconds = (...waits: number[]): number[] => waits.map((wait) => wait * 1000);

/**
 * Waits in milliseconds between the attempts to translate one delivery; after the last one it stays as failed, kept and
 * visible, until somebody asks for another try. A fault of ours is mended by a release, so the waits grow fast.
 */
export const translationWaitsMs = seconds(1, 5, 30, 120, 600, 3600, 7200);

/** Waits between the attempts to send one message: some 23 hours in all, as long as mail servers are usually given. */
export const sendingWaitsMs = seconds(5, 30, 120, 600, 3600, 7200, 14_400, 28_800, 28_800);

/**
 * How long a claimed send belongs to its worker. Longer than any sender may take, so that two workers never send the
 * same message at once; short enough that a killed worker's message leaves soon after.
 */
export const sendingLeaseMs = 60_000;

/** A message waits for earlier ones to the same person only while those are being tried in quick succession. */
export const orderedAttempts = 4;

/** A vendor that throttles is obeyed for so long; after that the message is given up like any other. */
export const longestThrottleMs = 24 * 3_600_000;

/** A delivery waits for earlier ones of the same sender only while those are in their first attempts. */
export const orderedTranslations = 3;

/** Waits for what a delivery speaks of and may have overtaken: the answer to our own send, another delivery. */
export const overtakenWaitsMs = seconds(1, 5, 30);
