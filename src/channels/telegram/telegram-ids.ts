import { type Plain, plain, whole } from '../drawers/untrusted-json.js';

/**
 * Two ids meet here. Telegram numbers its calls (`update_id`): that is the delivery's id, by which repeats are known. It
 * numbers messages within a chat (`message_id`): that is the message's id, the same for messages in both directions, and
 * the one that answers, edits and reactions name.
 */
export const messageIdOf = (chatId: number | string, messageId: number): string => `${chatId}:${messageId}`;

/** The id of a Message object; undefined where it has none. */
export function idOfMessage(value: unknown): string | undefined {
  const message = plain(value);
  const chatId = whole(plain(message?.['chat'])?.['id']);
  const messageId = whole(message?.['message_id']);
  return chatId === undefined || messageId === undefined ? undefined : messageIdOf(chatId, messageId);
}

/** The number within the chat, out of one of our ids; undefined where it is of another chat or none of ours. */
export function numberInChat(chatId: string, id: string): number | undefined {
  const found = /^(-?\d+):(\d{1,15})$/.exec(id);
  return found && found[1] === chatId ? Number(found[2]) : undefined;
}

export const isPrivate = (chat: Plain | undefined): boolean => chat?.['type'] === 'private';
