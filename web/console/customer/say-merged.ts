import type { MergePreviewView } from '../../../src/contracts/identity.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { say, sayError } from '../frame/say.js';
import { call } from '../live/api.js';
import { putConversation } from '../live/apply.js';
import { customerName } from '../ui/customer-name.js';
import { words } from '../words.js';

async function takeBack(mergeId: string, refresh: () => Promise<void>): Promise<void> {
  try {
    await call('POST', `/v1/merges/${mergeId}/undo`);
    say(words.t('customer:unmerged'), 'good');
    await refresh();
  } catch (error) {
    sayError(error);
  }
}

/** Carries a join out, and says whose the open conversations are now, with the way back beside it. */
export async function mergeAndSay(
  pair: { intoId: string; fromId: string },
  merge: () => Promise<string | null>,
  refresh: () => Promise<void>,
): Promise<void> {
  const path = `/v1/customers/${pair.intoId}/merge-preview?from=${pair.fromId}`;
  // What cannot be foretold is joined all the same, and said without it.
  const before = await call<MergePreviewView>('GET', path).catch(() => null);
  const mergeId = await merge();
  if (!mergeId) return;
  const moved = await Promise.all((before?.conversations ?? []).filter(({ agent }) => agent).map(whoHasNow));
  const sentences = moved.filter((one) => one !== null);
  say([words.t('customer:merged'), ...sentences].join(' '), 'good', () => void takeBack(mergeId, refresh));
}

/** As it came out, not as it was foretold: somebody may have gone away meanwhile. */
async function whoHasNow({ id, customer, agent }: MergePreviewView['conversations'][number]): Promise<string | null> {
  const now = await call<ConversationView>('GET', `/v1/conversations/${id}`).catch(() => null);
  if (!now?.assignee || now.assignee.id === agent?.id) return null;
  putConversation(now);
  return words.t('customer:mergeMoved', { to: now.assignee.name, customer: customerName(customer.name, customer.id) });
}
