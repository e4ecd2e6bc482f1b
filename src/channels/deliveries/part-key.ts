import { sha256 } from '../../platform/secrets/secrets.js';

/** The same for every attempt at a part; another one only where a person asked for it to be sent again. */
export function keyOf(messageId: string, index: number, retries: number): string {
  const hex = sha256(`${messageId} ${index} ${retries}`);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
