import { navigate } from 'wouter/use-browser-location';
import type { SearchHitView } from '../../../src/contracts/search.js';
import type { ConversationView, Page } from '../../../src/contracts/views.js';
import { goTo, showSource } from '../inbox/show-source.js';
import { call } from '../live/api.js';
import { sayError } from './say.js';

/** Their open conversation; where there is none, the page of the customer with what was said. */
export async function openCustomer(id: string): Promise<void> {
  try {
    const open = 'waiting,offered,assigned,snoozed';
    const { data } = await call<Page<ConversationView>>('GET', `/v1/conversations?customer=${id}&status=${open}&limit=1`);
    if (data[0]) goTo(data[0].id);
    else navigate(`/console/customers/${id}`);
  } catch (error) {
    sayError(error);
  }
}

/** What was said is opened where it was said. */
export function openHit(hit: SearchHitView): Promise<void> {
  if (hit.conversationId && hit.messageId) return showSource(hit.conversationId, hit.messageId);
  return openCustomer(hit.customer.id);
}
