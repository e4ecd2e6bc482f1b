import { create } from 'zustand';
import type { ConversationView, MentionView } from '../../../src/contracts/views.js';
import { call, list } from '../live/api.js';
import { desk, withEntry } from '../live/desk.js';

interface Mentions {
  /** Notes that name this agent, in conversations they have not opened since. */
  unseen: readonly MentionView[];
  /** Those conversations, also where they are a colleague's. */
  conversations: ReadonlyMap<string, ConversationView>;
}

const fresh = (): Mentions => ({ unseen: [], conversations: new Map() });

export const useMentions = create<Mentions>(fresh);

/** Reads what was missed: while nobody was signed in, and while the connection was away. */
async function read(): Promise<void> {
  const unseen = await list<MentionView>('/v1/me/mentions?unseen=true&limit=100', 1);
  useMentions.setState({ unseen });
  await Promise.all(unseen.map(readConversationOf));
  seeOpen();
}

async function readConversationOf({ conversationId }: MentionView): Promise<void> {
  if (useMentions.getState().conversations.has(conversationId)) return;
  // Also where it is known already: what a screen knows of somebody else's work it forgets with the next reading.
  const view = await call<ConversationView>('GET', `/v1/conversations/${conversationId}`).catch(() => null);
  if (view) useMentions.setState(({ conversations }) => ({ conversations: withEntry(conversations, conversationId, view) }));
}

export function putMention(mention: MentionView): void {
  useMentions.setState(({ unseen }) => ({
    unseen: [mention, ...unseen.filter(({ messageId }) => messageId !== mention.messageId)],
  }));
  void readConversationOf(mention);
  seeOpen();
}

/** What is open before somebody's eyes is seen; should the server not hear of it, it is there again with the next reading. */
function seeOpen(): void {
  const { openId } = desk.getState();
  if (!openId || document.visibilityState !== 'visible') return;
  const { unseen, conversations } = useMentions.getState();
  if (!unseen.some(({ conversationId }) => conversationId === openId)) return;
  useMentions.setState({
    unseen: unseen.filter(({ conversationId }) => conversationId !== openId),
    conversations: withEntry(conversations, openId, undefined),
  });
  void call('POST', '/v1/me/mentions/seen', { conversationId: openId }).catch(() => undefined);
}

/** Called once. */
export function watchMentions(): void {
  desk.subscribe((now, before) => {
    if (now.me?.id !== before.me?.id) useMentions.setState(fresh(), true);
    if (now.me && now.link === 'online' && before.link !== 'online') void read().catch(() => undefined);
    if (now.openId !== before.openId) seeOpen();
  });
  document.addEventListener('visibilitychange', seeOpen);
}
