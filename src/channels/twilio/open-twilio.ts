import { createHash } from 'node:crypto';
import type { Channel } from '../../contracts/words.js';
import type { Opened, VendorDelivery, WebhookAnswer, WebhookRequest } from '../drawers/drawer.js';
import { checkTwilioSignature } from './twilio-signature.js';

/** "Do nothing more": anything Twilio would read as an instruction would be sent to the customer. */
const nothing: WebhookAnswer = {
  status: 200,
  contentType: 'text/xml; charset=utf-8',
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};

/** Each call is one event. `raw` is the form, or the query of a GET, which Twilio offers too. */
export function openTwilioMessaging(request: WebhookRequest, channel: Channel, authToken: string): Opened {
  const call = checkTwilioSignature(request, authToken);
  if (call.outcome === 'forged') return call;
  const { fields } = call;
  const delivery: VendorDelivery = { externalId: externalIdOf(fields, request.body), raw: Buffer.from(fields.toString()) };
  const customer = isStatus(fields) ? fields.get('To') : fields.get('From');
  if (customer) delivery.orderKey = `${channel}:${customer.slice(0, 64)}`;
  return { outcome: 'opened', deliveries: [delivery], answer: nothing };
}

/** A status callback names a message that left here; an incoming message has no MessageStatus, or says `received`. */
export function isStatus(fields: URLSearchParams): boolean {
  return fields.has('MessageStatus') && fields.get('MessageStatus') !== 'received';
}

/** A message goes through several states, each of them told once: the sid alone would hide all but the first. */
function externalIdOf(fields: URLSearchParams, body: Buffer): string {
  const sid = fields.get('MessageSid') ?? fields.get('SmsMessageSid') ?? fields.get('SmsSid') ?? '';
  if (!/^[\w-]{1,64}$/.test(sid)) return `sha256:${createHash('sha256').update(body).digest('hex')}`;
  return isStatus(fields) ? `${sid}:${fields.get('MessageStatus')!.slice(0, 40)}` : sid;
}
