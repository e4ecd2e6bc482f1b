import type { Channel } from '../../contracts/words.js';
import type { InboxRecord } from './inboxes.queries.js';

/** An inbox as administrators see it; the secret itself is never part of it. */
export interface InboxView {
  id: string;
  key: string;
  name: string;
  channel: Channel;
  queueId: string;
  address: string | null;
  allowedOrigins: string[];
  settings: Record<string, unknown>;
  hasIdentitySecret: boolean;
  disabled: boolean;
  version: number;
  createdAt: string;
}

export const inboxView = (inbox: InboxRecord): InboxView => ({
  id: inbox.id,
  key: inbox.key,
  name: inbox.name,
  channel: inbox.channel,
  queueId: inbox.queueId,
  address: inbox.address,
  allowedOrigins: inbox.allowedOrigins,
  settings: inbox.settings,
  hasIdentitySecret: inbox.secretSealed !== null,
  disabled: inbox.disabled,
  version: inbox.version,
  createdAt: inbox.createdAt.toISOString(),
});
