import type { MediaReference, VendorEvent, VendorMessage, VendorSender } from '../drawers/drawer.js';
import { readWechatXml, type WechatFields } from './wechat-xml.js';

/** What the customer did around the account that is nothing for a thread: follow, scan, open a link, share where they are. */
const quietEvents = new Set(['subscribe', 'unsubscribe', 'SCAN', 'VIEW', 'LOCATION', 'view_miniprogram', 'MASSSENDJOBFINISH']);

/** Pure: what one message or event of an Official Account means. Never throws. */
export function translateWechat(raw: Buffer): VendorEvent {
  const read = readWechatXml(raw);
  if (!read.ok) return { outcome: 'unrecognised', detail: read.detail };
  const { fields } = read;
  const [openId, kind] = [fields.get('FromUserName'), fields.get('MsgType')];
  if (fields.has('Encrypt') && !kind)
    return { outcome: 'unrecognised', detail: 'encrypted, and not to be read with the EncodingAESKey of this inbox' };
  if (!openId || !/^[\w-]{1,64}$/.test(openId)) return { outcome: 'unrecognised', detail: 'FromUserName is no OpenID' };
  if (!kind) return { outcome: 'unrecognised', detail: 'MsgType is missing' };
  const from: VendorSender = { kind: 'wechat', value: openId };
  if (kind === 'event') return eventOf(fields, from);
  const content = contentOf(kind, fields);
  return typeof content === 'string'
    ? { outcome: 'unrecognised', detail: content }
    : { outcome: 'message', message: messageOf(fields, from, content) };
}

type Content = Omit<VendorMessage, 'from' | 'sentAt'>;

/** What a message of this kind says, or what it lacks. */
function contentOf(kind: string, fields: WechatFields): Content | string {
  const get = (name: string): string => fields.get(name) ?? '';
  if (kind === 'text') {
    const choice = get('bizmsgmenuid');
    return fields.has('Content') ? { text: get('Content'), ...(choice && { choice }) } : 'a text without Content';
  }
  if (kind === 'image') return mediaOf(get('MediaId'), { kind: 'image' });
  if (kind === 'voice') return mediaOf(get('MediaId'), { kind: 'audio', ...voiceType(get('Format')) }, get('Recognition'));
  if (kind === 'video' || kind === 'shortvideo') return mediaOf(get('MediaId'), { kind: 'video', contentType: 'video/mp4' });
  if (kind === 'location') return locationOf(get('Location_X'), get('Location_Y'), get('Label'));
  if (kind === 'link')
    return { text: [get('Title'), get('Description'), get('Url')].filter(Boolean).join('\n'), extra: { link: get('Url') } };
  return { text: '', unsupported: kind.slice(0, 40) };
}

function mediaOf(reference: string, what: Omit<MediaReference, 'reference'>, text = ''): Content | string {
  return reference ? { text, media: [{ reference, ...what }] } : 'a file without MediaId';
}

function voiceType(format: string): { contentType?: string } {
  return /^amr$/i.test(format) ? { contentType: 'audio/amr' } : {};
}

/** X is the latitude, Y the longitude. */
function locationOf(x: string, y: string, label: string): Content | string {
  const [latitude, longitude] = [Number(x), Number(y)];
  if (!x || !y || !(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) return 'a location that is no place on earth';
  return { text: '', location: { latitude, longitude, ...(label && { address: label }) } };
}

function messageOf(fields: WechatFields, from: VendorSender, content: Content): VendorMessage {
  const message: VendorMessage = { from, ...content };
  const sentAt = timeOf(fields.get('CreateTime'));
  if (sentAt) message.sentAt = sentAt;
  // One person has one UnionID over all accounts of a company: evidence for whoever joins identities later.
  const unionId = fields.get('UnionId') ?? fields.get('unionid');
  if (unionId && /^[\w-]{1,64}$/.test(unionId)) message.extra = { ...message.extra, unionId };
  return message;
}

function eventOf(fields: WechatFields, from: VendorSender): VendorEvent {
  const event = fields.get('Event') ?? '';
  if (!event) return { outcome: 'unrecognised', detail: 'an event without a name' };
  if (event === 'TEMPLATESENDJOBFINISH') return templateResult(fields);
  if (quietEvents.has(event)) return { outcome: 'ignored', detail: event };
  const key = fields.get('EventKey') ?? '';
  // A menu button is pressed to say something. WeChat tells its key and not its title.
  if (event === 'CLICK' && key)
    return { outcome: 'message', message: messageOf(fields, from, { text: key, choice: key, extra: { menu: true } }) };
  return { outcome: 'unsupported', detail: `event ${event.slice(0, 60)}` };
}

/** The only thing WeChat ever tells of a message that was sent. */
function templateResult(fields: WechatFields): VendorEvent {
  const [externalId, status = ''] = [fields.get('MsgID'), fields.get('Status')];
  if (!externalId || !/^\d{1,32}$/.test(externalId))
    return { outcome: 'unrecognised', detail: 'a template result without MsgID' };
  const at = timeOf(fields.get('CreateTime'));
  const reason = status.replace(/^failed:\s*/i, '').slice(0, 200) || 'WeChat did not say why';
  const result = status === 'success' ? ({ state: 'delivered' } as const) : ({ state: 'failed', reason } as const);
  return { outcome: 'receipts', receipts: [{ externalId, ...result, ...(at && { at }) }] };
}

/** Seconds since 1970; undefined for anything that is no time of this century. */
function timeOf(seconds: string | undefined): Date | undefined {
  return seconds && /^[1-9]\d{8,9}$/.test(seconds) ? new Date(Number(seconds) * 1000) : undefined;
}
