import { navigate } from 'wouter/use-browser-location';
import type { MessageView } from '../../../src/contracts/views.js';
import { say } from '../frame/say.js';
import { onEvent } from '../live/apply.js';
import { desk } from '../live/desk.js';
import { contentOf, oneLine } from '../thread/content.js';
import { words } from '../words.js';

/** Told already: a sync tells of them once more. */
const told = new Set<string>();

/** Says when a colleague names the agent in a note, whatever is open. Called once. */
export function hearMentions(): void {
  onEvent((type, data) => {
    if (type !== 'message.created') return;
    const message = data as MessageView;
    const me = desk.getState().me?.id ?? '';
    const isMeant = contentOf(message).mentions?.includes(me) && message.author.id !== me;
    if (!isMeant || told.has(message.id) || desk.getState().openId === message.conversationId) return;
    told.add(message.id);
    const name = message.author.name ?? words.t('composer:aColleague');
    const go = (): void => navigate(`/console/c/${message.conversationId}#m${message.seq}`);
    say(words.t('composer:mentioned', { name, text: oneLine(message).slice(0, 140) }), 'plain', go, words.t('composer:open'));
  });
}
