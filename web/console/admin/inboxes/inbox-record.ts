import type { InboxTemplateView } from '../../../../src/contracts/views.js';
import type { Channel } from '../../../../src/contracts/words.js';

/** An inbox as `/v1/inboxes` shows it: the names of its secrets, never the secrets. */
export interface InboxRecord {
  id: string;
  key: string;
  name: string;
  channel: Channel;
  queueId: string;
  address: string | null;
  allowedOrigins: string[];
  provider: string | null;
  settings: Record<string, unknown>;
  secrets: string[];
  templates: InboxTemplateView[];
  webhookUrl: string | null;
  hasIdentitySecret: boolean;
  disabled: boolean;
  version: number;
  createdAt: string;
}
