import { navigate } from 'wouter/use-browser-location';
import type { MessageView } from '../../../src/contracts/views.js';
import { say } from '../frame/say.js';
import { putMention, watchMentions } from '../inbox/mentions.js';
import { onEvent } from '../live/apply.js';
import { desk } from '../live/desk.js';
import { contentOf, oneLine } from '../thread/content.js';
import { words } from '../words.js';

/** Told already: a sync tells of them once more. */
const told = new Set<string>();

/** Says when a colleague names the agent in a note, whatever is open, and keeps it in the list until it was looked at. Called once. */
export function hearMentions(): void {
  watchMentions();
  onEvent((type, data) => {
    if (type !== 'message.created') return;
    const message = data as MessageView;
    const me = desk.getState().me?.id ?? '';
    const isMeant = contentOf(message).mentions?.includes(me) && message.author.id !== me;
    if (!isMeant || told.has(message.id)) return;
    told.add(message.id);
    const isOpen = desk.getState().openId === message.conversationId;
    putMention(mentionOf(message));
    if (isOpen) return;
    const name = message.author.name ?? words.t('composer:aColleague');
    const go = (): void => navigate(`/console/c/${message.conversationId}#m${message.seq}`);
    say(words.t('composer:mentioned', { name, text: oneLine(message).slice(0, 140) }), 'plain', go, words.t('composer:open'));
  });
}

const mentionOf = (message: MessageView) => ({
  ...{ messageId: message.id, conversationId: message.conversationId, customer: { id: message.customerId, name: null } },
  ...{ by: message.author, text: message.text, at: message.createdAt, seenAt: null },
});
