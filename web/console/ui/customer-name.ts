import { words } from '../words.js';

/**
 * What a customer is called. Who gave no name has a sign that stays, so that two of them on one screen are told apart: the
 * end of their id, since its beginning is the time and alike for all who came together.
 */
export function customerName(name: string | null | undefined, customerId: string): string {
  return name?.trim() ? name : words.t('ui:visitorSign', { sign: customerId.slice(-4).toUpperCase() });
}
