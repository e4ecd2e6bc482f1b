import type { ConversationView } from '../../../src/contracts/views.js';
import { list } from '../live/api.js';
import { putConversations } from '../live/apply.js';
import { desk } from '../live/desk.js';

const MOST = 30;
let readFor = '';

/** What this agent held last and is closed: it stands at the end of the list also after a reload. Read once for each person. */
export async function readClosedLately(): Promise<void> {
  const id = desk.getState().me?.id ?? '';
  if (!id || readFor === id) return;
  readFor = id;
  try {
    const closed = await list<ConversationView>(`/v1/conversations?status=closed&lastAgent=me&limit=${MOST}`, 1);
    if (desk.getState().me?.id !== id) return;
    putConversations(closed);
    desk.setState(({ held }) => ({ held: new Set([...held, ...closed.map((one) => one.id)]) }));
  } catch {
    // The list is whole without them; the next visit asks again.
    readFor = '';
  }
}
