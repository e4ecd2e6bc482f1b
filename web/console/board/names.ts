import type { ConversationView } from '../../../src/contracts/views.js';
import { customerName } from '../ui/customer-name.js';
import { words } from '../words.js';

/**
 * A name inside a sentence: whatever its script, it does not turn the words around it (U+2068 … U+2069 set it apart). Without it a
 * sentence that begins with an Arabic name would be laid out from the right.
 */
export const apart = (name: string): string => `\u2068${name}\u2069`;

/** Who somebody is, also where they gave no name. */
export function whoIs(one: ConversationView | undefined): string {
  if (!one) return words.t('ui:visitor');
  return customerName(one.customerName, one.customerId);
}
