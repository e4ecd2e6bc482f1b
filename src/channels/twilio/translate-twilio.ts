import type { Channel } from '../../contracts/words.js';
import type { MediaReference, VendorEvent, VendorMessage, VendorReceipt, VendorSender } from '../drawers/drawer.js';
import { isStatus } from './open-twilio.js';
import { readTwilioAddress } from './twilio-address.js';
import { twilioFailure } from './twilio-failures.js';

/** Twilio itself carries at most ten. */
const mostMedia = 10;
const longest = 20_000;

const states: Readonly<Record<string, VendorReceipt['state'] | null>> = {
  accepted: null,
  scheduled: null,
  queued: null,
  sending: null,
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

/** Pure: what one webhook form of Twilio Messaging means. Never throws. */
export function translateTwilio(raw: Buffer, channel: Channel): VendorEvent {
  const form = new URLSearchParams(raw.toString('utf8'));
  const get = (name: string, max = 1_000): string => (form.get(name) ?? '').replaceAll('\0', '').toWellFormed().slice(0, max);
  if (isStatus(form)) return statusOf(get);
  if (!/^[\w-]{1,64}$/.test(get('MessageSid') || get('SmsMessageSid') || get('SmsSid')))
    return { outcome: 'unrecognised', detail: 'neither a message nor a status: there is no MessageSid' };
  const address = readTwilioAddress(channel, form.get('From'));
  if (!address) return { outcome: 'unsupported', detail: `a sender that cannot be answered: ${get('From', 40) || 'none'}` };
  return { outcome: 'message', message: messageOf(get, senderOf(get, address)) };
}

type Get = (name: string, max?: number) => string;

function statusOf(get: Get): VendorEvent {
  const [externalId, status] = [get('MessageSid') || get('SmsSid'), get('MessageStatus', 40)];
  const state = Object.hasOwn(states, status) ? states[status] : undefined;
  if (!/^[\w-]{1,64}$/.test(externalId)) return { outcome: 'unrecognised', detail: 'a status without MessageSid' };
  if (state === null) return { outcome: 'ignored', detail: `on its way: ${status}` };
  if (!state) return { outcome: 'unrecognised', detail: `a status that is not known: ${status}` };
  if (state !== 'failed') return { outcome: 'receipts', receipts: [{ externalId, state }] };
  const code = /^\d{1,6}$/.test(get('ErrorCode')) ? Number(get('ErrorCode')) : undefined;
  return {
    outcome: 'receipts',
    receipts: [
      { externalId, state, reason: twilioFailure(code, get('ErrorMessage', 200) || (code === undefined ? status : '')) },
    ],
  };
}

/** WhatsApp vouches for the phone number; a text message's sender can be forged by whoever knows how. */
function senderOf(get: Get, address: { kind: 'phone' | 'whatsapp'; value: string }): VendorSender {
  const sender: VendorSender = { ...address, ...(address.kind === 'phone' && { proved: false }) };
  const name = get('ProfileName', 200).trim();
  if (name) sender.name = name;
  if (address.kind === 'whatsapp') sender.proves = [{ kind: 'phone', value: `+${address.value}` }];
  return sender;
}

function messageOf(get: Get, from: VendorSender): VendorMessage {
  const button = get('ButtonText') || get('ListTitle');
  const message: VendorMessage = { from, text: get('Body', longest) || button };
  const media = mediaOf(get);
  if (media.length > 0) message.media = media;
  const answers = get('OriginalRepliedMessageSid', 64);
  if (answers) message.answers = answers;
  const choice = get('ButtonPayload') || get('ListId') || (button && get('Body') !== button ? button : '');
  if (choice) message.choice = choice;
  const location = locationOf(get);
  if (location) message.location = location;
  const extra = extraOf(get);
  if (Object.keys(extra).length > 0) message.extra = extra;
  // An empty message is nothing a customer can have sent: there was something that Twilio does not pass on.
  if (!message.text && media.length === 0 && !location) message.unsupported = get('MessageType', 40) || 'something without text';
  return message;
}

function mediaOf(get: Get): MediaReference[] {
  const count = Math.min(mostMedia, Number(/^\d{1,3}$/.exec(get('NumMedia'))?.[0] ?? 0));
  return Array.from({ length: count }, (_, index): MediaReference | undefined => {
    const [reference, contentType] = [get(`MediaUrl${index}`, 2_000), get(`MediaContentType${index}`, 100)];
    return reference ? { kind: kindOf(contentType), reference, ...(contentType && { contentType }) } : undefined;
  }).filter((one) => one !== undefined);
}

function kindOf(contentType: string): MediaReference['kind'] {
  const [family] = contentType.split('/', 1);
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'file';
}

function locationOf(get: Get): VendorMessage['location'] {
  const [written, east] = [get('Latitude', 40), get('Longitude', 40)];
  const [latitude, longitude] = [Number(written), Number(east)];
  if (!written || !east || !(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) return undefined;
  const [name, address] = [get('Label', 300), get('Address', 500)];
  return { latitude, longitude, ...(name && { name }), ...(address && { address }) };
}

/** STOP, START and HELP, as Twilio understood them: it has acted on them itself, and refuses to send after a STOP. */
function extraOf(get: Get): Record<string, unknown> {
  const extra: Record<string, unknown> = {};
  if (/^(STOP|START|HELP)$/.test(get('OptOutType'))) extra['optOut'] = get('OptOutType');
  if (get('Forwarded') === 'true' || get('FrequentlyForwarded') === 'true') extra['forwarded'] = true;
  for (const [name, field] of Object.entries({ advertisement: 'ReferralHeadline', cameFrom: 'ReferralSourceUrl' }))
    if (get(field)) extra[name] = get(field, 300);
  return extra;
}
