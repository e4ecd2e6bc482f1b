/**
 * A name inside a sentence: whatever its script, it does not turn the words around it (U+2068 … U+2069 set it apart). Without it a
 * sentence that begins with an Arabic name would be laid out from the right.
 */
export const apart = (name: string): string => `\u2068${name}\u2069`;
