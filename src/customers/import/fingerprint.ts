import { createHash } from 'node:crypto';
import type { CleanRow } from './map-columns.js';

/**
 * By what a line without an id of another system is known again, whatever became of its customer since: a table that is read a
 * second time finds whom it made, or was matched with, the first time.
 */
export const fingerprintOf = ({ email, phone, ...row }: CleanRow): string =>
  createHash('sha256')
    .update(JSON.stringify([row.name, email?.value, phone?.value, row.city, row.birthDate, row.locale, row.tier]))
    .digest('base64url')
    .slice(0, 22);

/** The key under which the fingerprint of a line is kept. */
export const keyOfLine = ({ email, phone }: CleanRow): { kind: 'email' | 'phone'; value: string } | null =>
  email ? { kind: 'email', value: email.value } : phone ? { kind: 'phone', value: phone.value } : null;
