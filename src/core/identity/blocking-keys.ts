import { phoneTail } from './addresses.js';
import { surnameKeys } from './han-names.js';
import type { PersonName } from './names.js';
import type { Person } from './person.js';

const MOST = 32;

/**
 * Words under which a person is filed, so that a search among a million looks at a few: whoever shares none is not compared.
 * Each is narrow enough to be held by a handful of people, and a slip in one part leaves the others. Pure, at most 32.
 */
export function blockingKeys(person: Person): string[] {
  const families = person.name ? familyKeys(person.name).slice(0, 4) : [];
  const whole = person.name ? wholeName(person.name) : null;
  const tails = person.phones.flatMap(({ value }) => phoneTail(value) ?? []);
  const keys = [
    ...person.mailboxes.map((box) => `e:${box.local.replace(/[._-]/g, '')}`),
    ...tails.map((tail) => `p:${tail}`),
    ...person.devices.map((device) => `d:${device}`),
    ...(whole && person.city ? [`nc:${whole}|${person.city}`] : []),
    ...(whole ? [`n:${whole}`] : []),
    ...families.flatMap((family) => [
      // Each half of the number, so that a slip in the other half does not hide the person.
      ...tails.flatMap((tail) => [`pa:${family}|${tail.slice(0, 4)}`, `pb:${family}|${tail.slice(4)}`]),
      ...person.mailboxes.map((box) => `ef:${family}|${box.local.slice(0, 3)}|${box.domain}`),
      ...(person.birthDate ? [`b:${family}|${person.birthDate}`] : []),
    ]),
  ];
  return [...new Set(keys)].slice(0, MOST).map((key) => key.slice(0, 120));
}

/** The name without order or spaces, by sound where it is Chinese and its sound is known. */
function wholeName(name: PersonName): string {
  if ('tokens' in name) return [...name.tokens.join('')].sort().join('');
  const { surnameSpellings, givenPinyin, surname, given } = name.han;
  const latin = surnameSpellings[0];
  return latin && givenPinyin ? [...(latin + givenPinyin.join(''))].sort().join('') : surname + given;
}

/** The words that may be the family name; those in Latin letters that stand for a Chinese one meet it there. */
function familyKeys(name: PersonName): string[] {
  if ('han' in name) return [name.han.surname];
  const ends = [...new Set([name.tokens[0]!, name.tokens.at(-1)!])];
  return ends.flatMap((token) => {
    const chinese = surnameKeys(token).slice(0, 2);
    return chinese.length > 0 ? chinese : [token.slice(0, 3)];
  });
}
