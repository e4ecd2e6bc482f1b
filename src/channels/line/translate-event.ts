import type { VendorEvent, VendorMessage, VendorSender } from '../drawers/drawer.js';
import { moment, parsedJson, type Plain, plain, prose, word } from '../drawers/untrusted-json.js';
import type { LineConnection } from './line-connection.js';
import { readContent } from './read-content.js';

const odd = (detail: string): VendorEvent => ({ outcome: 'unrecognised', detail });
const ignored = (detail: string): VendorEvent => ({ outcome: 'ignored', detail });

/** Events that say nothing for a customer's thread. */
const forNobody: Readonly<Record<string, string>> = {
  unfollow: 'the customer has blocked the account: messages to them are accepted and never shown',
  join: 'the account was invited to a group: only one-to-one chats are served',
  leave: 'the account left a group',
  memberJoined: 'somebody joined a group',
  memberLeft: 'somebody left a group',
  videoPlayComplete: 'a video was watched to its end',
  beacon: 'the customer came near a beacon',
  membership: 'a membership began, ended or was renewed',
  delivery: 'a notification message was delivered',
  module: 'a module was attached or detached',
  activated: 'this channel was made the active one',
  deactivated: 'this channel was put on standby',
  botSuspended: 'the account was suspended',
  botResumed: 'the account is no longer suspended',
};

/** What one event means; never throws. https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects */
export function translateEvent(raw: Buffer, { settings }: LineConnection): VendorEvent {
  const delivery = plain(parsedJson(raw));
  const event = plain(delivery?.['event']);
  const type = word(event?.['type'], 64);
  if (!event || !type) return odd('the body holds no event with a type');
  const { botUserId } = settings;
  if (botUserId && delivery?.['destination'] !== botUserId) return ignored("it was meant for another account than the inbox's");
  if (event['mode'] === 'standby') return ignored('this channel is on standby: another one serves the chat');
  const known = Object.hasOwn(forNobody, type) ? forNobody[type] : undefined;
  if (known) return ignored(known);
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
  if (!read) return { outcome: 'unsupported', detail: `events of the type ${type.replace(/[^\w-]/g, '?')}` };
  const source = plain(event['source']);
  if (source?.['type'] === 'group' || source?.['type'] === 'room')
    return ignored('it came from a group: only one-to-one chats are served');
  const userId = word(source?.['userId'], 64);
  if (!userId) return odd(`a ${type} event without a user`);
  // Events tell no name: it is asked for afterwards, once.
  return read(event, { kind: 'line', value: userId, name: null });
}

const readers: Readonly<Record<string, (event: Plain, from: VendorSender) => VendorEvent>> = {
  message: newMessage,
  postback,
  unsend,
  follow: (event) =>
    ignored(
      plain(event['follow'])?.['isUnblocked'] === true
        ? 'the customer has unblocked the account'
        : 'the customer has added the account as a friend',
    ),
  accountLink: (event) =>
    ignored(plain(event['link'])?.['result'] === 'ok' ? 'the customer linked an account' : 'linking an account failed'),
};

function newMessage(event: Plain, from: VendorSender): VendorEvent {
  const message = plain(event['message']);
  const externalId = word(message?.['id'], 64);
  if (!message || !externalId) return odd('a message event without a message');
  const content = readContent(message, externalId);
  if (!content) return odd('a message without a type or without what its type promises');
  const answers = word(message['quotedMessageId'], 64);
  const group = word(plain(message['imageSet'])?.['id'], 100);
  return said(event, {
    from,
    externalId,
    ...content,
    extra: { ...content.extra, ...tokensOf(event, message) },
    ...(answers ? { answers } : {}),
    ...(group ? { group } : {}),
  });
}

/** A button of a template, a rich menu or a date picker. The event does not tell what stood on it. */
function postback(event: Plain, from: VendorSender): VendorEvent {
  const pressed = plain(event['postback']);
  const choice = prose(pressed?.['data'], 300);
  if (choice === undefined) return odd('a postback without data');
  const params = plain(pressed?.['params']);
  if (params?.['newRichMenuAliasId'] !== undefined) return ignored('the customer turned to another page of the menu');
  const picked = word(params?.['datetime'] ?? params?.['date'] ?? params?.['time'], 64);
  return said(event, { from, text: picked ?? choice, choice, extra: tokensOf(event, {}) });
}

function unsend(event: Plain, from: VendorSender): VendorEvent {
  const externalId = word(plain(event['unsend'])?.['messageId'], 64);
  if (!externalId) return odd('an unsend event without a message');
  return { outcome: 'change', change: { kind: 'deleted', externalId, from, at: moment(event['timestamp']) } };
}

function said(event: Plain, message: VendorMessage): VendorEvent {
  return { outcome: 'message', message: { ...message, sentAt: moment(event['timestamp']) } };
}

/**
 * What an answer may use: a reply token lets one call answer without cost within a minute; a quote token hangs the answer
 * under this message.
 */
function tokensOf(event: Plain, message: Plain): Record<string, string> {
  const replyToken = word(event['replyToken'], 200);
  const quoteToken = word(message['quoteToken'], 500);
  return { ...(replyToken ? { replyToken } : {}), ...(quoteToken ? { quoteToken } : {}) };
}
