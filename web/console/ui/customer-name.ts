import { words } from '../words.js';

/** What nobody can see: spaces, marks without a letter, signs without width or ink. The server stores no such name any more. */
const unseen = /[\p{Z}\p{Cc}\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]/gu;

/**
 * What a customer is called. Who gave no name has a sign that stays, so that two of them on one screen are told apart: the
 * end of their id, since its beginning is the time and alike for all who came together.
 */
export function customerName(name: string | null | undefined, customerId: string): string {
  return name?.replace(unseen, '') ? name : words.t('ui:visitorSign', { sign: customerId.slice(-4).toUpperCase() });
}
