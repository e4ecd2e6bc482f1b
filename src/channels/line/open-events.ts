import { createHmac } from 'node:crypto';
import { sameSecret, sha256 } from '../../platform/secrets/secrets.js';
import type { Opened, VendorDelivery, WebhookRequest } from '../drawers/drawer.js';
import { entries, parsedJson, plain, word } from '../drawers/untrusted-json.js';
import type { LineConnection } from './line-connection.js';

/** More than LINE ever put into one call; what is beyond makes the call unreadable as a whole instead of losing its tail. */
const mostEvents = 1000;

/**
 * One call holds the events of several users, or none at all ("Verify" in LINE's console). Each is cut out with the name
 * of the bot it came to. A redelivered event has the id it had before, and so meets itself.
 */
export function openEvents(request: WebhookRequest, { secrets }: LineConnection): Opened {
  const shown = request.headers['x-line-signature'];
  if (!shown) return { outcome: 'forged', reason: 'no x-line-signature' };
  const due = createHmac('sha256', secrets.channelSecret).update(request.body).digest('base64');
  if (!sameSecret(shown, due)) return { outcome: 'forged', reason: 'the signature is not of this body and channel secret' };
  const call = plain(parsedJson(request.body));
  const events = call?.['events'];
  if (!Array.isArray(events) || events.length > mostEvents) return { outcome: 'opened', deliveries: [unreadable(request.body)] };
  try {
    return { outcome: 'opened', deliveries: entries(events, mostEvents).map((event) => cut(event, call?.['destination'])) };
  } catch {
    // Nested deeper than JSON can be written again.
    return { outcome: 'opened', deliveries: [unreadable(request.body)] };
  }
}

const unreadable = (body: Buffer): VendorDelivery => ({ externalId: `unreadable:${sha256(body)}`, raw: body });

function cut(value: unknown, destination: unknown): VendorDelivery {
  const raw = Buffer.from(JSON.stringify({ destination: word(destination, 64), event: value }));
  const event = plain(value);
  const source = plain(event?.['source']);
  return {
    externalId: word(event?.['webhookEventId'], 64) ?? `unnamed:${sha256(raw)}`,
    raw,
    orderKey: word(source?.['userId'], 64),
  };
}
