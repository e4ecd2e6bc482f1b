import type { FactView, PastFactView } from '../../../src/contracts/context.js';
import type { PromiseView } from '../../../src/contracts/promises.js';
import type { TouchpointView } from '../../../src/contracts/touchpoints.js';
import type { ConversationView, CustomerView, IdentityView, Page } from '../../../src/contracts/views.js';
import { call } from '../live/api.js';
import type { Known } from './known.js';

/** A customer as read by their own id, not by a conversation. */
export interface Stranger {
  customer: CustomerView;
  /** Their open conversation, else the last one. */
  latest: ConversationView | null;
  /** What there is to know of somebody who never had a conversation. */
  known: Known | null;
}

/** @throws Refusal where there is no such customer */
export async function readStranger(id: string): Promise<Stranger> {
  const at = `/v1/customers/${id}`;
  const conversations = (more: string): Promise<Page<ConversationView>> =>
    call('GET', `/v1/conversations?customer=${id}&limit=1${more}`);
  const [customer, open, all] = await Promise.all([
    call<CustomerView>('GET', at),
    conversations('&status=waiting,offered,assigned,snoozed'),
    conversations(''),
  ]);
  const latest = open.data[0] ?? all.data[0] ?? null;
  if (latest || customer.mergedInto) return { customer, latest, known: null };
  const [identities, facts, touchpoints, promises] = await Promise.all([
    call<{ data: IdentityView[] }>('GET', `${at}/identities`),
    call<{ data: PastFactView[] }>('GET', `${at}/facts`),
    call<Page<TouchpointView>>('GET', `${at}/touchpoints?limit=50`),
    call<Page<PromiseView>>('GET', `/v1/promises?customer=${id}&limit=100`),
  ]);
  const inForce: FactView[] = facts.data.filter(({ supersededAt }) => supersededAt === null);
  return {
    customer,
    latest,
    known: {
      ...{ digest: null, conversation: null, conflicts: [], panels: [], lastAgents: [], asOf: '' },
      customer: { ...customer, names: [], accountOwner: null, origins: {} },
      identities: identities.data,
      thread: { messages: [], hasMore: false, epoch: 0, customerIds: [customer.id], touchpoints: touchpoints.data.toReversed() },
      pages: { current: null, last: [] },
      conversations: { open: [], past: [] },
      facts: inForce,
      promises: promises.data.filter(({ keptAt, brokenAt }) => !keptAt && !brokenAt),
    },
  };
}
