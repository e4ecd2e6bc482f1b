import type { VendorEvent, VendorSender } from '../drawers/drawer.js';
import { entries, moment, parsedJson, type Plain, plain, prose, whole, word } from '../drawers/untrusted-json.js';
import { longestText, readMessage } from './read-message.js';
import { idOfMessage, isPrivate, messageIdOf } from './telegram-ids.js';

const notPrivate: VendorEvent = {
  outcome: 'ignored',
  detail: 'it came from a group or a channel: only private chats are served',
};
const odd = (detail: string): VendorEvent => ({ outcome: 'unrecognised', detail });

/** Kinds of updates that say nothing for a customer's thread. */
const forNobody: Readonly<Record<string, string>> = {
  channel_post: 'a post in a channel',
  edited_channel_post: 'an edited post in a channel',
  business_connection: 'a business account was connected or disconnected',
  business_message: "a message in a business account's own chat",
  edited_business_message: "an edited message in a business account's own chat",
  deleted_business_messages: "deleted messages in a business account's own chat",
  message_reaction_count: 'anonymous reactions were counted',
  inline_query: 'somebody typed the name of the bot in another chat',
  chosen_inline_result: 'somebody sent a result of the bot in another chat',
  shipping_query: 'a question about shipping, which no shop here answers',
  pre_checkout_query: 'a question before a payment, which no shop here answers',
  purchased_paid_media: 'paid media were bought',
  poll: 'the state of a poll',
  poll_answer: 'an answer to a poll',
  chat_member: 'a change of membership',
  chat_join_request: 'a wish to join a chat',
  chat_boost: 'a boost of a chat',
  removed_chat_boost: 'the end of a boost of a chat',
  managed_bot: 'a change of a managed bot',
};

/** What one update means; never throws. https://core.telegram.org/bots/api#update */
export function translateUpdate(raw: Buffer): VendorEvent {
  const update = plain(parsedJson(raw));
  if (!update) return odd('the body is no JSON object');
  for (const [kind, read] of Object.entries(readers)) {
    if (update[kind] === undefined) continue;
    const content = plain(update[kind]);
    return content ? read(content) : odd(`${kind} is no object`);
  }
  const [kind] = Object.keys(update).filter((key) => key !== 'update_id');
  if (kind === undefined) return odd('the update is empty');
  const known = Object.hasOwn(forNobody, kind) ? forNobody[kind] : undefined;
  if (known) return { outcome: 'ignored', detail: known };
  return { outcome: 'unsupported', detail: `updates of the kind ${word(kind, 64)?.replace(/[^\w-]/g, '?') ?? '(none)'}` };
}

const readers: Readonly<Record<string, (content: Plain) => VendorEvent>> = {
  message: newMessage,
  edited_message: edit,
  callback_query: pressed,
  message_reaction: reaction,
  my_chat_member: membership,
};

function senderOf(user: unknown): VendorSender | undefined {
  const from = plain(user);
  const id = whole(from?.['id']);
  if (!from || id === undefined || id <= 0) return undefined;
  const name = [from['first_name'], from['last_name']].flatMap((part) => prose(part, 128)?.trim() || []).join(' ');
  const username = word(from['username'], 64);
  return {
    kind: 'telegram',
    value: String(id),
    name: name || null,
    display: username ? `@${username}` : null,
    locale: word(from['language_code'], 35) ?? null,
  };
}

function newMessage(message: Plain): VendorEvent {
  const chat = plain(message['chat']);
  if (!chat) return odd('a message without a chat');
  if (!isPrivate(chat)) return notPrivate;
  const from = senderOf(message['from']);
  const externalId = idOfMessage(message);
  if (!from || !externalId) return odd('a message without a sender or a number');
  const read = readMessage(message, from.value);
  if (read.outcome !== 'read') return read;
  const { phone, ...content } = read.content;
  const sender = phone ? { ...from, proves: [{ kind: 'phone' as const, value: phone }] } : from;
  const answers = idOfMessage(message['reply_to_message']);
  const group = word(message['media_group_id'], 100);
  return {
    outcome: 'message',
    message: {
      from: sender,
      externalId,
      sentAt: secondsAt(message['date']),
      ...content,
      ...(answers ? { answers } : {}),
      ...(group ? { group } : {}),
    },
  };
}

function edit(message: Plain): VendorEvent {
  if (!isPrivate(plain(message['chat']))) return notPrivate;
  const from = senderOf(message['from']);
  const externalId = idOfMessage(message);
  if (!from || !externalId) return odd('an edit without a sender or a number');
  // A live location moves by edits, many of them; where it began is in the thread.
  if (message['location'] !== undefined) return { outcome: 'ignored', detail: 'a live location moved' };
  const text = prose(message['text'] ?? message['caption'], longestText) ?? '';
  return { outcome: 'change', change: { kind: 'edited', externalId, from, text, at: secondsAt(message['edit_date']) } };
}

function pressed(query: Plain): VendorEvent {
  const message = plain(query['message']);
  // Without its message the button stood in some other chat, under a message sent through the bot.
  if (!message || !isPrivate(plain(message['chat']))) return notPrivate;
  const from = senderOf(query['from']);
  if (!from) return odd('a pressed button without a sender');
  const answers = idOfMessage(message);
  const about = answers ? { answers } : {};
  const choice = word(query['data'], 256);
  if (choice) return { outcome: 'message', message: { from, text: titleOf(message, choice) ?? choice, choice, ...about } };
  const game = query['game_short_name'] !== undefined;
  if (!game) return odd('a pressed button without data');
  return { outcome: 'message', message: { from, text: '', unsupported: 'game', ...about } };
}

/** What stood on the button: the update names only the value behind it. */
function titleOf(message: Plain, data: string): string | undefined {
  const rows = entries(plain(message['reply_markup'])?.['inline_keyboard'], 100);
  const buttons = rows.flatMap((row) => entries(row, 20)).map(plain);
  return word(buttons.find((button) => button?.['callback_data'] === data)?.['text'], 256);
}

function reaction(update: Plain): VendorEvent {
  const chat = plain(update['chat']);
  if (!isPrivate(chat)) return notPrivate;
  const from = senderOf(update['user']);
  const chatId = whole(chat?.['id']);
  const messageId = whole(update['message_id']);
  if (!from || chatId === undefined || messageId === undefined) return odd('a reaction without a sender or a message');
  const externalId = messageIdOf(chatId, messageId);
  const latest = plain(entries(update['new_reaction'], 20).at(-1));
  return {
    outcome: 'change',
    change: { kind: 'reacted', externalId, from, emoji: latest ? emojiOf(latest) : null, at: secondsAt(update['date']) },
  };
}

/** A custom emoji is a picture that only Telegram has: a stand-in says that there was a reaction. */
function emojiOf(latest: Plain): string {
  if (latest['type'] === 'paid') return '⭐';
  return word(latest['emoji'], 32) ?? '🔣';
}

function membership(update: Plain): VendorEvent {
  if (!isPrivate(plain(update['chat']))) return notPrivate;
  const status = plain(update['new_chat_member'])?.['status'];
  if (status === 'kicked') return { outcome: 'ignored', detail: 'the customer has blocked the bot: messages to them will fail' };
  return { outcome: 'ignored', detail: 'the customer has started or unblocked the bot' };
}

function secondsAt(value: unknown): Date | undefined {
  const seconds = whole(value);
  return seconds === undefined ? undefined : moment(seconds * 1000);
}
