import type { VendorEvent, VendorMessage, VendorReceipt, VendorSender } from '../drawers/drawer.js';
import { filled, idOf, type Json, momentOf, objectOf, objectsOf, parseObject, textOf } from './json-reading.js';
import { type PageAttachments, readAttachments } from './page-attachments.js';
import { isPartMark, partOf } from './part-mark.js';

/** One page, or one Instagram account: what a call must be about to be ours. */
export interface PageAccount {
  channel: 'messenger' | 'instagram';
  object: 'page' | 'instagram';
  id: string;
}

/** What one event of a Messenger or Instagram inbox means. */
export function translatePage(raw: Buffer, account: PageAccount): VendorEvent {
  const call = parseObject(raw);
  const entry = objectsOf(call?.['entry'])[0];
  if (!call || !entry) return { outcome: 'unrecognised', detail: 'no call of the Graph API' };
  if (call['object'] !== account.object)
    return {
      outcome: 'unrecognised',
      detail: `a call about ${textOf(call['object'], 60) ?? 'nothing'}, not about ${account.object}`,
    };
  const id = idOf(entry['id']);
  if (id !== account.id) return { outcome: 'ignored', detail: `for ${id ?? 'nobody'}; this inbox is ${account.id}` };
  const [event] = objectsOf(entry['messaging']);
  if (event) return translateEvent(event, account);
  const [change] = objectsOf(entry['changes']);
  if (change) return { outcome: 'ignored', detail: `${textOf(change['field'], 60) ?? 'change'}: nothing for a thread` };
  if (entry['standby']) return { outcome: 'ignored', detail: 'another app has this conversation (standby)' };
  return { outcome: 'unrecognised', detail: 'an entry without events' };
}

type Reader = (body: Json, from: VendorSender, event: Json, account: PageAccount) => VendorEvent;

/** By the field that an event carries; the first that is there counts. */
const readers: Record<string, Reader> = {
  message: readMessage,
  message_edit: readEdit,
  reaction: readReaction,
  postback: readPostback,
  delivery: readDelivery,
  read: readRead,
};

/** Understood, and nothing that is said in a thread. */
const silent = [
  'referral',
  'optin',
  'account_linking',
  'policy_enforcement',
  'pass_thread_control',
  'take_thread_control',
  'request_thread_control',
  'app_roles',
  'messaging_feedback',
  'game_play',
];

function translateEvent(event: Json, account: PageAccount): VendorEvent {
  for (const [field, read] of Object.entries(readers)) {
    const body = objectOf(event[field]);
    if (!body) continue;
    const sender = idOf(objectOf(event['sender'])?.['id']);
    if (!sender) return { outcome: 'unrecognised', detail: `${field} without a sender` };
    return read(body, { kind: account.channel, value: sender }, event, account);
  }
  const known = silent.find((field) => event[field] !== undefined);
  return known
    ? { outcome: 'ignored', detail: `${known}: nothing for a thread` }
    : { outcome: 'unrecognised', detail: `an event of ${Object.keys(event).slice(0, 8).join(', ').slice(0, 200)}` };
}

const at = (event: Json): { at?: Date } => filled({ at: momentOf(event['timestamp'], 'milliseconds') }) ?? {};

function readMessage(body: Json, from: VendorSender, event: Json, account: PageAccount): VendorEvent {
  const mid = idOf(body['mid']);
  if (!mid) return { outcome: 'unrecognised', detail: 'a message without an id' };
  // Some calls about an account's own message have lost the mark of an echo.
  if (body['is_echo'] === true || from.value === account.id) return readEcho(body, event, account);
  if (body['is_deleted'] === true) return { outcome: 'change', change: { kind: 'deleted', externalId: mid, from, ...at(event) } };
  return { outcome: 'message', message: messageOf(body, from, event) };
}

function messageOf(body: Json, from: VendorSender, event: Json): VendorMessage {
  const attached = readAttachments(body['attachments']);
  const reply = objectOf(body['reply_to']);
  const answers = idOf(reply?.['mid']);
  const choice = textOf(objectOf(body['quick_reply'])?.['payload'], 1000);
  const sentAt = momentOf(event['timestamp'], 'milliseconds');
  const extra = filled({ ...attached.extra, story: storyOf(reply), referral: referralOf(objectOf(body['referral'])) });
  const unsupported = body['is_unsupported'] === true ? 'unsupported' : attached.unsupported;
  return {
    from,
    text: wordsOf(body, attached),
    ...(attached.media ? { media: attached.media } : {}),
    ...(attached.location ? { location: attached.location } : {}),
    ...(sentAt ? { sentAt } : {}),
    ...(answers ? { answers } : {}),
    ...(choice ? { choice } : {}),
    ...(unsupported ? { unsupported } : {}),
    ...(extra ? { extra } : {}),
  };
}

/** What was written; and the link, where a link is all there is. */
const wordsOf = (body: Json, { text }: PageAttachments): string => textOf(body['text']) ?? text;

/** An answer to one of the account's stories. */
function storyOf(reply: Json | undefined): Record<string, unknown> | undefined {
  const story = objectOf(reply?.['story']);
  return story && filled({ id: idOf(story['id']), url: textOf(story['url'], 2000) });
}

/** The advertisement or link that brought the customer. */
const referralOf = (referral: Json | undefined): Record<string, unknown> | undefined =>
  referral &&
  filled({
    source: textOf(referral['source'], 60),
    type: textOf(referral['type'], 60),
    ref: textOf(referral['ref'], 500),
    ad: idOf(referral['ad_id']),
  });

/** Written in Meta's own inbox, or by another app. */
function readEcho(body: Json, event: Json, { channel }: PageAccount): VendorEvent {
  const customer = idOf(objectOf(event['recipient'])?.['id']);
  if (!customer) return { outcome: 'unrecognised', detail: 'an echo without a recipient' };
  if (isPartMark(body['metadata'])) return ownEcho(body);
  if (body['is_deleted'] === true) return { outcome: 'ignored', detail: 'the business took a message back' };
  const attached = readAttachments(body['attachments']);
  const text = wordsOf(body, attached);
  if (text === '' && !attached.media) return { outcome: 'unsupported', detail: 'an echo without text or file' };
  const sentAt = momentOf(event['timestamp'], 'milliseconds');
  return {
    outcome: 'echo',
    to: { kind: channel, value: customer },
    text,
    ...(sentAt ? { sentAt } : {}),
    ...(attached.media ? { media: attached.media } : {}),
  };
}

/** Our own message is at Meta's, whatever became of the answer that should have said so. */
function ownEcho(body: Json): VendorEvent {
  const externalId = idOf(body['mid']);
  const part = partOf(body['metadata']);
  if (!externalId || !part) return { outcome: 'ignored', detail: 'the echo of a message of ours' };
  return { outcome: 'receipts', receipts: [{ externalId, state: 'sent', part }] };
}

function readEdit(body: Json, from: VendorSender, event: Json): VendorEvent {
  const externalId = idOf(body['mid']);
  if (!externalId) return { outcome: 'unrecognised', detail: 'an edit of no message' };
  const text = textOf(body['text']);
  if (text === undefined) return { outcome: 'ignored', detail: 'an edit without the new words' };
  return { outcome: 'change', change: { kind: 'edited', externalId, from, text, ...at(event) } };
}

const emojis: Record<string, string> = {
  love: '❤',
  like: '👍',
  dislike: '👎',
  smile: '😆',
  wow: '😮',
  sad: '😢',
  angry: '😠',
};

function readReaction(body: Json, from: VendorSender, event: Json): VendorEvent {
  const externalId = idOf(body['mid']);
  if (!externalId) return { outcome: 'unrecognised', detail: 'a reaction to no message' };
  const named = textOf(body['reaction'], 40) ?? '';
  const shown = textOf(body['emoji'], 40) ?? (Object.hasOwn(emojis, named) ? emojis[named]! : '❔');
  const emoji = body['action'] === 'unreact' ? null : shown;
  return { outcome: 'change', change: { kind: 'reacted', externalId, from, emoji, ...at(event) } };
}

/** A button, an ice breaker or "get started" was pressed. */
function readPostback(body: Json, from: VendorSender, event: Json): VendorEvent {
  const sentAt = momentOf(event['timestamp'], 'milliseconds');
  const choice = textOf(body['payload'], 1000);
  const referral = referralOf(objectOf(body['referral']));
  return {
    outcome: 'message',
    message: {
      from,
      text: textOf(body['title'], 1000) ?? '',
      ...(choice ? { choice } : {}),
      ...(sentAt ? { sentAt } : {}),
      ...(referral ? { extra: { referral } } : {}),
    },
  };
}

function readDelivery(body: Json, _from: VendorSender, _event: Json): VendorEvent {
  const at = momentOf(body['watermark'], 'milliseconds');
  const mids = Array.isArray(body['mids']) ? body['mids'].slice(0, 1000).flatMap((mid) => idOf(mid) ?? []) : [];
  if (mids.length === 0) return { outcome: 'ignored', detail: 'a delivery that names no message' };
  const receipts = mids.map((externalId): VendorReceipt => ({ externalId, state: 'delivered', ...(at ? { at } : {}) }));
  return { outcome: 'receipts', receipts };
}

/** Messenger tells how far the customer has read, Instagram the message they have read. */
function readRead(body: Json, from: VendorSender, event: Json): VendorEvent {
  const externalId = idOf(body['mid']);
  if (externalId) return { outcome: 'receipts', receipts: [{ externalId, state: 'read', ...at(event) }] };
  const upTo = momentOf(body['watermark'], 'milliseconds');
  return upTo ? { outcome: 'read', from, upTo } : { outcome: 'unrecognised', detail: 'a reading of nothing' };
}
