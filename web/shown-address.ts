/** Latin as it is written in western Europe; or letters of a kind that nobody takes for Latin ones. Never both in one. */
const part =
  /^[a-z\d\u00df-\u00f6\u00f8-\u00ff_-]*$|^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Arab}\p{sc=Hebr}\p{sc=Thai}\p{sc=Deva}\d-]+$/iu;
/** Cyrillic to its end is read as Cyrillic. */
const whole = /^[\p{sc=Cyrl}\d.-]+$|^\[/u;

/** An address as it may be shown: where its host looks like another one, in the form that computers use (`xn--…`). */
export function shownAddress(address: string): string {
  const host = /^\w+:\/\/(?:[^/?#]*@)?(\[|[^/?#:\\]*)/u.exec(address)?.[1] ?? '';
  if (whole.test(host) || host.split('.').every((one) => part.test(one))) return address;
  return address.replace(host, () => new URL(address).hostname);
}
