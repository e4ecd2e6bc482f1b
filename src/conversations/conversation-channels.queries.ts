import { channelCapabilities } from '../contracts/channels.js';
import type { ConversationChannelView } from '../contracts/views.js';
import type { Channel } from '../contracts/words.js';
import type { Sql } from '../platform/database/tx.js';
import { type Addressee, findAddressee } from './addressee.js';
import { type ReplyRules, replyRules } from './reply-rules.js';

/** Every channel on which the customer of a conversation can be answered, and what may be said there now. */
export async function conversationChannels(
  sql: Sql,
  about: { conversationId: string; memberIds: string[]; usual: Channel },
): Promise<ConversationChannelView[]> {
  const connected = await sql.query<{ channel: Channel }>('SELECT DISTINCT channel FROM inboxes ORDER BY channel');
  const views: ConversationChannelView[] = [];
  for (const { channel } of connected) {
    // A channel that carries no text (calls) is no place for an answer in writing.
    if (!channelCapabilities[channel]?.maxTextLength) continue;
    const to = await findAddressee(sql, about.memberIds, channel, about.conversationId);
    const rules = to && (await replyRules(sql, channel, to));
    if (rules) views.push(toView(rules, to, channel === about.usual));
  }
  return views.sort((one, other) => Number(other.default) - Number(one.default));
}

function toView(rules: ReplyRules, { inboxId }: Addressee, isDefault: boolean): ConversationChannelView {
  const { channel, can, templates, opensAt, closesAt, open, inboxClosed } = rules;
  return {
    ...{ channel, inboxId, default: isDefault },
    open: open && !inboxClosed,
    whyNot: inboxClosed ? 'inbox_closed' : open ? null : 'outside_reply_window',
    opensAt: opensAt?.toISOString() ?? null,
    closesAt: closesAt?.toISOString() ?? null,
    templates,
    maxTextLength: can.maxTextLength,
    overlong: can.overlong,
    media: Object.fromEntries(
      Object.entries(can.media).map(([kind, { types, maxBytes }]) => [
        kind,
        { types: types === 'any' ? ['*/*'] : [...types], maxBytes },
      ]),
    ),
  };
}
