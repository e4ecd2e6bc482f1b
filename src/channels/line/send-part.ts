import { createHash } from 'node:crypto';
import type { OutgoingPart, PartOutcome } from '../drawers/drawer.js';
import { word } from '../drawers/untrusted-json.js';
import type { VendorHttp } from '../drawers/vendor-http.js';
import { described, orLater, post, readAnswer } from './line-api.js';
import type { LineConnection } from './line-connection.js';
import { messageFor } from './message-for.js';

/** A reply token holds for about a minute after the event; one that might run out on the way is left alone. */
const replyTokenMs = 50_000;

/**
 * One message out: by the customer's reply token while it holds (it costs nothing), otherwise as a push.
 *
 * A push carries a retry key, so that no attempt makes a second copy. A reply cannot: where its answer gets lost, the next
 * attempt finds the token spent and pushes, and the customer may see the message twice rather than never.
 */
export async function sendPart(part: OutgoingPart, connection: LineConnection, http: VendorHttp): Promise<PartOutcome> {
  const message = await messageFor(part, connection);
  if ('refused' in message) return { state: 'failed', reason: message.refused };
  return orLater(async () => (await reply(part, message, connection, http)) ?? (await push(part, message, connection, http)));
}

/** Undefined where there is no token, or none that still works. */
async function reply(
  part: OutgoingPart,
  message: object,
  connection: LineConnection,
  http: VendorHttp,
): Promise<PartOutcome | undefined> {
  const replyToken = freshToken(part);
  if (!replyToken) return undefined;
  const response = await post('/v2/bot/message/reply', { replyToken, messages: [message] }, connection, http);
  if (response.status === 400 && /invalid reply token/i.test(described(response))) return undefined;
  return readAnswer(response);
}

async function push(part: OutgoingPart, message: object, connection: LineConnection, http: VendorHttp): Promise<PartOutcome> {
  const headers = { 'x-line-retry-key': retryKey(part.idempotencyKey) };
  return readAnswer(await post('/v2/bot/message/push', { to: part.to.value, messages: [message] }, connection, http, headers));
}

/** A token works once: for the first part of the first answer. A second answer finds it spent, and is pushed. */
function freshToken({ index, last, now }: OutgoingPart): string | undefined {
  if (index > 0 || !last) return undefined;
  const age = now.getTime() - last.receivedAt.getTime();
  return age < replyTokenMs ? word(last.extra['replyToken'], 200) : undefined;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** LINE takes UUIDs only. */
function retryKey(key: string): string {
  if (uuid.test(key)) return key;
  const hex = createHash('sha256').update(key).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
