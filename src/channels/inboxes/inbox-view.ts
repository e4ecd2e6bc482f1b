import type { Channel } from '../../contracts/words.js';
import type { InboxTemplate } from './inbox-template.js';
import type { InboxRecord } from './inboxes.queries.js';

/** An inbox as administrators see it; no secret is ever part of it. */
export interface InboxView {
  id: string;
  key: string;
  name: string;
  channel: Channel;
  queueId: string;
  address: string | null;
  allowedOrigins: string[];
  provider: string | null;
  settings: Record<string, unknown>;
  /** Names of the secrets it holds. */
  secrets: string[];
  templates: InboxTemplate[];
  /** Where its vendor delivers; null where no vendor does. */
  webhookUrl: string | null;
  hasIdentitySecret: boolean;
  disabled: boolean;
  version: number;
  createdAt: string;
}

export interface Shown {
  secretNames: string[];
  webhookUrl: string | null;
}

export const inboxView = (inbox: InboxRecord, { secretNames, webhookUrl }: Shown): InboxView => ({
  id: inbox.id,
  key: inbox.key,
  name: inbox.name,
  channel: inbox.channel,
  queueId: inbox.queueId,
  address: inbox.address,
  allowedOrigins: inbox.allowedOrigins,
  provider: inbox.provider,
  settings: inbox.settings,
  secrets: secretNames,
  templates: inbox.templates,
  webhookUrl,
  hasIdentitySecret: inbox.secretSealed !== null,
  disabled: inbox.disabled,
  version: inbox.version,
  createdAt: inbox.createdAt.toISOString(),
});
