const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** 32 letters and digits: as long as the strictest vendor takes, about 190 bits. */
export function makeSecret(): string {
  return [...crypto.getRandomValues(new Uint32Array(32))].map((n) => letters[n % letters.length]).join('');
}
