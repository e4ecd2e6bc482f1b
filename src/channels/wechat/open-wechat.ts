import { createHash } from 'node:crypto';
import type { Opened, VendorDelivery, WebhookAnswer, WebhookRequest } from '../drawers/drawer.js';
import type { WechatConnection } from './wechat-connection.js';
import { decryptWechat, encryptWechat, keyOf } from './wechat-crypto.js';
import { signedBy, wechatSignature } from './wechat-signature.js';
import { readWechatXml, type WechatFields, writeWechatXml } from './wechat-xml.js';

const minutes = (n: number): number => n * 60_000;

/**
 * An unencrypted call signs its time and nonce and not its body: whoever has seen one address could send anything with it.
 * So it grows old fast. WeChat repeats a call within seconds and then never again, hence nothing genuine is lost.
 */
const plainIsOldAfterMs = minutes(10);
/** An encrypted call signs its body: a replay is a repeat, known by its id for as long as deliveries are kept, and no longer. */
const encryptedIsOldAfterMs = minutes(24 * 60);

type Forged = { outcome: 'forged'; reason: string };
const forged = (reason: string): Forged => ({ outcome: 'forged', reason });

/** Any answer but this (or a message) makes WeChat tell the customer that the account is out of service. */
const success: WebhookAnswer = { status: 200, contentType: 'text/plain; charset=utf-8', body: 'success' };

/** The console's question when the address is saved: `echostr` back, where token, timestamp and nonce sign it. */
export function answerWechatChallenge(request: WebhookRequest, { secrets }: WechatConnection): WebhookAnswer | Forged {
  const { signature, timestamp = '', nonce = '', echostr = '' } = request.query;
  if (!signedBy(signature, secrets.token, timestamp, nonce)) return forged('signature does not match: is the Token the same?');
  if (!/^[\w+/=-]{1,512}$/.test(echostr)) return forged('echostr is missing, or not one of WeChat');
  return { status: 200, contentType: 'text/plain; charset=utf-8', body: echostr };
}

export function openWechat(request: WebhookRequest, connection: WechatConnection, now: Date): Opened {
  const { signature, timestamp = '', nonce = '' } = request.query;
  const { token, encodingAesKey } = connection.secrets;
  // Comes with every call, and covers least: it keeps whoever does not know the Token away from our reading of XML.
  if (!signedBy(signature, token, timestamp, nonce)) return forged('signature does not match: is the Token the same?');
  if (tooOld(timestamp, now, encodingAesKey ? encryptedIsOldAfterMs : plainIsOldAfterMs))
    return forged('timestamp is not of now');
  if (!encodingAesKey) return opened(request.body, connection, request);
  const clear = openEncrypted(request, connection);
  return 'outcome' in clear ? clear : opened(clear.xml, connection, request);
}

/** In compatible mode the same message stands there in clear too; only what is signed is read. */
function openEncrypted(request: WebhookRequest, connection: WechatConnection): Forged | { xml: Buffer } {
  const { timestamp = '', nonce = '', msg_signature: signature } = request.query;
  const { token, encodingAesKey } = connection.secrets;
  const outer = readWechatXml(request.body);
  const encrypted = outer.ok ? outer.fields.get('Encrypt') : undefined;
  if (!encrypted) return forged('it is not encrypted, and this inbox has an EncodingAESKey');
  if (!signedBy(signature, token, timestamp, nonce, encrypted)) return forged('msg_signature does not match');
  const clear = decryptWechat(encrypted, { encodingAesKey: encodingAesKey!, appId: connection.settings.appId });
  if (clear.ok) return { xml: Buffer.from(clear.text) };
  if (clear.trouble === 'appid') return forged(clear.detail);
  // Genuine (the signature covers it) but not to be read: kept as it came, and listed as unrecognised.
  return { xml: request.body };
}

function opened(xml: Buffer, connection: WechatConnection, request: WebhookRequest): Opened {
  const read = readWechatXml(xml);
  const fields: WechatFields = read.ok ? read.fields : new Map();
  const delivery: VendorDelivery = { externalId: externalIdOf(fields, xml), raw: xml };
  const from = fields.get('FromUserName');
  if (from) delivery.orderKey = from.slice(0, 128);
  return { outcome: 'opened', deliveries: [delivery], answer: answerTo(fields, connection, request) };
}

/**
 * MsgId for messages. Events have none: WeChat says to tell them by sender and second, and what happened and its key are
 * added, since two things may happen to one sender in a second. A repeat has all of them the same.
 */
function externalIdOf(fields: WechatFields, xml: Buffer): string {
  const msgId = fields.get('MsgId');
  if (msgId && /^[\w-]{1,64}$/.test(msgId)) return msgId;
  const [from, at] = [fields.get('FromUserName'), fields.get('CreateTime')];
  if (fields.get('MsgType') !== 'event' || !from || !at) return `sha256:${createHash('sha256').update(xml).digest('hex')}`;
  const what = ['Event', 'EventKey', 'MsgID', 'Latitude', 'Longitude'].map((name) => fields.get(name) ?? '');
  return `event:${createHash('sha256')
    .update(JSON.stringify([from, at, ...what]))
    .digest('hex')}`;
}

function tooOld(timestamp: string, now: Date, limitMs: number): boolean {
  return !/^\d{1,12}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp) * 1000) > limitMs;
}

/** Only a new follower is answered on the spot, with the welcome of the settings; agents answer by customer-service messages. */
function answerTo(fields: WechatFields, { settings, secrets }: WechatConnection, request: WebhookRequest): WebhookAnswer {
  const [from, us] = [fields.get('FromUserName'), fields.get('ToUserName')];
  const isNew = fields.get('MsgType') === 'event' && fields.get('Event')?.toLowerCase() === 'subscribe';
  if (!isNew || !settings.welcome || !from || !us) return success;
  const createdAt = Number(/^\d{1,12}$/.exec(fields.get('CreateTime') ?? '')?.[0] ?? 0);
  const text = writeWechatXml({
    ToUserName: from,
    FromUserName: us,
    CreateTime: createdAt,
    MsgType: 'text',
    Content: settings.welcome,
  });
  const body = secrets.encodingAesKey
    ? encryptedAnswer(text, settings.appId, secrets.encodingAesKey, secrets.token, request)
    : text;
  return { status: 200, contentType: 'application/xml; charset=utf-8', body };
}

/** The random bytes come from the key and the question, so that a repeat hears the very same and nobody else can guess them. */
function encryptedAnswer(text: string, appId: string, encodingAesKey: string, token: string, { query }: WebhookRequest): string {
  const { timestamp = '', nonce = '', msg_signature: question = '' } = query;
  const random = createHash('sha256').update(keyOf(encodingAesKey)).update(`answer to ${question}`).digest().subarray(0, 16);
  const encrypted = encryptWechat(text, { encodingAesKey, appId }, random);
  return writeWechatXml({
    Encrypt: encrypted,
    MsgSignature: wechatSignature(token, timestamp, nonce, encrypted),
    TimeStamp: Number(timestamp),
    Nonce: nonce,
  });
}
