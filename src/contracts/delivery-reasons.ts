/** Why nothing goes out any more, in the words that stand on a message which failed for it. */
export const inboxClosed = 'the inbox is closed';

/**
 * How every drawer begins to tell that the vendor takes no free text any more: what a vendor says of its window outweighs our
 * own clock, so the reasons of failed messages are looked through for these words.
 */
export const windowClosed = 'the reply window is closed';
