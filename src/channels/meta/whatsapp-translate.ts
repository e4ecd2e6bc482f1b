import type { VendorEvent, VendorReceipt, VendorSender } from '../drawers/drawer.js';
import { graphErrorOf } from './graph-error.js';
import { idOf, type Json, momentOf, objectOf, objectsOf, parseObject, textOf } from './json-reading.js';
import type { WhatsappSettings } from './meta-settings.js';
import { partOf } from './part-mark.js';
import { contentOf } from './whatsapp-content.js';
import { whatsappReason } from './whatsapp-failures.js';

/** What one event of a WhatsApp inbox means. */
export function translateWhatsapp(raw: Buffer, settings: WhatsappSettings): VendorEvent {
  const call = parseObject(raw);
  const entry = objectsOf(call?.['entry'])[0];
  const change = objectsOf(entry?.['changes'])[0];
  if (!call || !entry || !change) return { outcome: 'unrecognised', detail: 'no call of the Graph API' };
  if (call['object'] !== 'whatsapp_business_account')
    return { outcome: 'unrecognised', detail: `a call about ${textOf(call['object'], 60) ?? 'nothing'}, not about WhatsApp` };
  const value = objectOf(change['value']) ?? {};
  const elsewhere = notOurs(entry, value, settings);
  return elsewhere ? { outcome: 'ignored', detail: elsewhere } : translateValue(value, textOf(change['field'], 60) ?? 'no field');
}

function notOurs(entry: Json, value: Json, { phoneNumberId, wabaId }: WhatsappSettings): string | undefined {
  const account = idOf(entry['id']);
  if (wabaId && account !== wabaId) return `for the WhatsApp account ${account}; this inbox is ${wabaId}`;
  const number = idOf(objectOf(value['metadata'])?.['phone_number_id']);
  if (number && number !== phoneNumberId) return `for the phone number ${number}; this inbox is ${phoneNumberId}`;
  return undefined;
}

function translateValue(value: Json, field: string): VendorEvent {
  const contact = objectsOf(value['contacts'])[0];
  const [message] = objectsOf(value['messages']);
  const [status] = objectsOf(value['statuses']);
  const [echo] = objectsOf(value['message_echoes']);
  // Synchronised history and other fields carry messages too; they are no news.
  if (message && field === 'messages') return translateMessage(message, contact);
  if (status && field === 'messages') return translateStatus(status);
  if (echo) return translateEcho(echo);
  const [error] = objectsOf(value['errors']);
  return { outcome: 'ignored', detail: error ? `${field}: ${graphErrorOf(error).words}` : `${field}: nothing for a thread` };
}

/** The phone number where it is told, else the id that WhatsApp made up for this business. */
export function whatsappSender(number: unknown, scopedId: unknown, contact?: Json): VendorSender | undefined {
  const phone = idOf(number) ?? idOf(contact?.['wa_id']);
  const scoped = idOf(scopedId) ?? idOf(contact?.['user_id']);
  const value = phone ?? scoped;
  if (!value) return undefined;
  const profile = objectOf(contact?.['profile']);
  const username = textOf(profile?.['username'], 100);
  const proves: VendorSender['proves'] = [
    ...(phone && /^\d{7,15}$/.test(phone) ? [{ kind: 'phone' as const, value: `+${phone}` }] : []),
    ...(phone && scoped ? [{ kind: 'whatsapp' as const, value: scoped }] : []),
  ];
  return {
    kind: 'whatsapp',
    value,
    name: textOf(profile?.['name'], 200) ?? null,
    ...(!phone && username ? { display: `@${username}` } : {}),
    ...(proves.length > 0 ? { proves } : {}),
  };
}

function translateMessage(message: Json, contact: Json | undefined): VendorEvent {
  const sender = whatsappSender(message['from'], message['from_user_id'], contact);
  const type = textOf(message['type'], 60);
  // A number that was just given up proves nothing any more.
  const from = sender && type === 'system' ? { ...sender, proves: [] } : sender;
  if (!from || !type || !idOf(message['id'])) return { outcome: 'unrecognised', detail: 'a message without sender, type or id' };
  if (idOf(message['group_id'])) return { outcome: 'unsupported', detail: 'a message in a group' };
  const at = momentOf(message['timestamp'], 'seconds');
  const change = changeOf(type, message, from, at);
  if (change) return change;
  const answers = idOf(objectOf(message['context'])?.['id']);
  return {
    outcome: 'message',
    message: { from, ...contentOf(type, message), ...(at ? { sentAt: at } : {}), ...(answers ? { answers } : {}) },
  };
}

/** Messages about another message. */
function changeOf(type: string, message: Json, from: VendorSender, at: Date | undefined): VendorEvent | undefined {
  const body = objectOf(message[type]) ?? {};
  const moment = at ? { at } : {};
  if (type === 'reaction') {
    const externalId = idOf(body['message_id']);
    if (!externalId) return { outcome: 'unrecognised', detail: 'a reaction to no message' };
    return {
      outcome: 'change',
      change: { kind: 'reacted', externalId, from, emoji: textOf(body['emoji'], 40) ?? null, ...moment },
    };
  }
  if (type !== 'edit' && type !== 'revoke') return undefined;
  const externalId = idOf(body['original_message_id']);
  if (!externalId) return { outcome: 'unrecognised', detail: `${type} of no message` };
  if (type === 'revoke') return { outcome: 'change', change: { kind: 'deleted', externalId, from, ...moment } };
  const edited = objectOf(body['message']) ?? {};
  const { text } = contentOf(textOf(edited['type'], 60) ?? 'text', edited);
  return { outcome: 'change', change: { kind: 'edited', externalId, from, text, ...moment } };
}

const receiptStates: Record<string, VendorReceipt['state']> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  // A voice message that was listened to.
  played: 'read',
  failed: 'failed',
};

function translateStatus(status: Json): VendorEvent {
  const externalId = idOf(status['id']);
  const told = textOf(status['status'], 40);
  if (!externalId || !told) return { outcome: 'unrecognised', detail: 'a status without message or state' };
  const state = Object.hasOwn(receiptStates, told) ? receiptStates[told] : undefined;
  if (!state) return { outcome: 'ignored', detail: `status ${told}` };
  const [error] = objectsOf(status['errors']);
  const at = momentOf(status['timestamp'], 'seconds');
  const reason = state === 'failed' ? (error ? whatsappReason(graphErrorOf(error)) : 'WhatsApp does not say why') : undefined;
  const part = partOf(status['biz_opaque_callback_data']);
  return {
    outcome: 'receipts',
    receipts: [{ externalId, state, ...(reason ? { reason } : {}), ...(at ? { at } : {}), ...(part ? { part } : {}) }],
  };
}

/** Written in the WhatsApp Business app, on a number that is used in both places. */
function translateEcho(echo: Json): VendorEvent {
  const to = whatsappSender(echo['to'], echo['to_user_id']);
  const type = textOf(echo['type'], 60);
  if (!to || !type) return { outcome: 'unrecognised', detail: 'an echo without recipient or type' };
  if (type === 'edit' || type === 'revoke' || type === 'reaction')
    return { outcome: 'ignored', detail: `${type} in the WhatsApp Business app` };
  const { text, media, unsupported } = contentOf(type, echo);
  if (unsupported && text === '') return { outcome: 'unsupported', detail: `${unsupported} in the WhatsApp Business app` };
  const sentAt = momentOf(echo['timestamp'], 'seconds');
  return { outcome: 'echo', to, text, ...(sentAt ? { sentAt } : {}), ...(media ? { media } : {}) };
}
