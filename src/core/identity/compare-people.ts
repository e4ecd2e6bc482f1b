import { compareMailboxes, comparePhones, type EmailLevel, type PhoneLevel } from './addresses.js';
import { oneSlipApart } from './jaro-winkler.js';
import { compareNames, type NameLevel } from './names.js';
import type { Person } from './person.js';

export type PartName = 'name' | 'email' | 'phone' | 'city' | 'birthDate' | 'device';

/** How far each part agrees; a part that one of them lacks is left out and says nothing. */
export interface Agreement {
  name?: NameLevel;
  /** `shared`: the same, and several people are known to use it. */
  email?: EmailLevel | 'shared';
  phone?: PhoneLevel | 'shared';
  city?: 'same' | 'different';
  /** `near`: one digit apart, or day and month swapped. */
  birthDate?: 'same' | 'near' | 'different';
  device?: 'same';
}

/** Pure and symmetric. */
export function comparePeople(one: Person, other: Person): Agreement {
  const agreement: Agreement = {};
  if (one.name && other.name) agreement.name = compareNames(one.name, other.name);
  const email = best(['same', 'shared', 'typo', 'local', 'different'], one.mailboxes, other.mailboxes, (a, b) =>
    orShared(compareMailboxes(a, b), a.shared || b.shared),
  );
  if (email) agreement.email = email;
  const phone = best(['same', 'shared', 'tail', 'typo', 'different'], one.phones, other.phones, (a, b) =>
    orShared(comparePhones(a.value, b.value), a.shared || b.shared),
  );
  if (phone) agreement.phone = phone;
  if (one.city && other.city) agreement.city = one.city === other.city ? 'same' : 'different';
  if (one.birthDate && other.birthDate) agreement.birthDate = compareDates(one.birthDate, other.birthDate);
  if (one.devices.some((device) => other.devices.includes(device))) agreement.device = 'same';
  return agreement;
}

/** A key of many people says little where it is the same, and nothing new where it is not. */
function orShared<L extends string>(level: L, shared: boolean): L | 'shared' {
  return shared && level !== 'different' ? 'shared' : level;
}

function best<T, L extends string>(
  order: readonly L[],
  ours: readonly T[],
  theirs: readonly T[],
  level: (a: T, b: T) => L,
): L | undefined {
  const levels = ours.flatMap((a) => theirs.map((b) => level(a, b)));
  return order.find((one) => levels.includes(one));
}

function compareDates(one: string, other: string): 'same' | 'near' | 'different' {
  if (one === other) return 'same';
  const [year, month, day] = one.split('-');
  return `${year}-${day}-${month}` === other || oneSlipApart(one, other) ? 'near' : 'different';
}
