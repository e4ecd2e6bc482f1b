import { isRole, mailbox, type Mailbox, readCity } from './addresses.js';
import { type PersonName, readName } from './names.js';

/** A key of a person, and whether several people are known to use it. */
export interface PersonKey {
  value: string;
  shared: boolean;
}

/** What is known of one customer, as far as it may tell them from others. Anything may be missing. */
export interface PersonRecord {
  name?: string | null;
  emails?: readonly PersonKey[];
  phones?: readonly PersonKey[];
  city?: string | null;
  /** ISO date, `1990-02-28`. */
  birthDate?: string | null;
  devices?: readonly string[];
}

/** The same, read once and ready to be compared with many. */
export interface Person {
  name: PersonName | null;
  mailboxes: readonly (Mailbox & { shared: boolean })[];
  phones: readonly PersonKey[];
  city: string | null;
  birthDate: string | null;
  devices: readonly string[];
}

const MOST_KEYS = 20;

export function readPerson(record: PersonRecord): Person {
  return {
    name: readName(record.name),
    mailboxes: (record.emails ?? []).slice(0, MOST_KEYS).flatMap(({ value, shared }) => {
      const box = mailbox(value);
      return box ? [{ ...box, shared: shared || isRole(box) }] : [];
    }),
    phones: (record.phones ?? []).slice(0, MOST_KEYS),
    city: readCity(record.city),
    birthDate: /^\d{4}-\d{2}-\d{2}$/.test(record.birthDate ?? '') ? record.birthDate! : null,
    devices: (record.devices ?? []).slice(0, MOST_KEYS),
  };
}
