/** Of a longer secret so much is enough to know it by: a vendor's words are cut somewhere, and a secret in them with it. */
const tellingLength = 12;
/** Shorter ones are words like any other: to take them out would only spoil the sentence. */
const shortest = 8;

/**
 * Some vendors repeat what we said to them in their refusals (Meta names the token it does not take, a gateway the address
 * with the token in it). Their words are shown and logged: what is ours and sealed is taken out of them, whole or cut off.
 */
export function withoutSecrets(said: string, secrets: object): string {
  let words = said;
  for (const secret of Object.values(secrets) as unknown[]) {
    if (typeof secret !== 'string' || secret.length < shortest) continue;
    words = withoutOne(words, [secret, encodeURIComponent(secret)]);
  }
  return words;
}

/** Both ways of writing it may begin alike: whichever goes on for longer is taken out. */
function withoutOne(said: string, written: string[]): string {
  let words = said;
  for (const start of new Set(written.map((one) => one.slice(0, tellingLength)))) {
    const ends = written.filter((one) => one.startsWith(start)).map((one) => one.slice(start.length));
    const [before, ...others] = words.split(start);
    const kept = others.map((after) => after.slice(Math.max(...ends.map((end) => sameFrom(after, end)))));
    words = [before, ...kept].join('[withheld]');
  }
  return words;
}

/** How many letters both begin with. */
function sameFrom(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
