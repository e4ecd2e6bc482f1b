import type { OutgoingMedia, OutgoingPart, PartOutcome } from '../drawers/drawer.js';
import type { WechatApi } from './wechat-api.js';
import type { WechatConnection } from './wechat-connection.js';
import { outcomeOf } from './wechat-trouble.js';

const seconds = (n: number): number => n * 1000;
/** WeChat's word for each kind it carries in a customer-service message. */
const vendorKinds = { image: 'image', audio: 'voice', video: 'video' } as const;

/** A customer-service message, or a template. WeChat takes no idempotency key: an answer that got lost may send it twice. */
export async function sendWechat(part: OutgoingPart, connection: WechatConnection, api: WechatApi): Promise<PartOutcome> {
  if (part.template) return sendTemplate(part, part.template, connection, api);
  if (part.media) return sendMedia(part.to.value, part.media, api);
  if (!part.text) return { state: 'failed', reason: 'there is nothing in it that WeChat could carry' };
  return sendCustom(api, { touser: part.to.value, msgtype: 'text', text: { content: part.text } });
}

/** Uploaded first (WeChat keeps it three days), then sent by its id. */
async function sendMedia(to: string, media: OutgoingMedia, api: WechatApi): Promise<PartOutcome> {
  if (media.kind === 'file') return { state: 'failed', reason: 'WeChat carries images, voice and video, and no other files' };
  const kind = vendorKinds[media.kind];
  const form = new FormData();
  const body = new Uint8Array(await media.read());
  form.set('media', new Blob([body], { type: media.contentType }), media.name);
  const path = `/cgi-bin/media/upload?type=${kind}`;
  const uploaded = await api.call(path, { method: 'POST', multipart: form, timeoutMs: seconds(25) });
  if (!uploaded.ok) return outcomeOf(uploaded);
  const mediaId = uploaded.json?.['media_id'];
  if (typeof mediaId !== 'string') return { state: 'later', reason: 'WeChat took the file and named no media_id' };
  return sendCustom(api, { touser: to, msgtype: kind, [kind]: { media_id: mediaId } });
}

async function sendCustom(api: WechatApi, json: Record<string, unknown>): Promise<PartOutcome> {
  const answer = await api.call('/cgi-bin/message/custom/send', { method: 'POST', json });
  if (!answer.ok) return outcomeOf(answer);
  return answer.json?.['errcode'] === 0 ? { state: 'sent' } : outcomeOf(noAnswer);
}

async function sendTemplate(
  part: OutgoingPart,
  { name, variables }: NonNullable<OutgoingPart['template']>,
  { settings }: WechatConnection,
  api: WechatApi,
): Promise<PartOutcome> {
  const template = settings.templates?.find((one) => one.name === name);
  if (!template) return { state: 'failed', reason: `the inbox's settings know no template "${name}"` };
  if (template.fields.length !== variables.length)
    return { state: 'failed', reason: `the template "${name}" has ${template.fields.length} variables, not ${variables.length}` };
  const data = Object.fromEntries(template.fields.map((field, index) => [field, { value: variables[index] }]));
  const json = { touser: part.to.value, template_id: template.templateId, data, client_msg_id: part.idempotencyKey };
  const answer = await api.call('/cgi-bin/message/template/send', { method: 'POST', json });
  if (!answer.ok) return outcomeOf(answer);
  if (answer.json?.['errcode'] !== 0) return outcomeOf(noAnswer);
  // Up to 19 digits: more than a JavaScript number holds, so it is read from the text.
  const externalId = /"msgid"\s*:\s*"?(\d{1,32})/.exec(answer.response.body.toString('utf8'))?.[1];
  return externalId ? { state: 'sent', externalId } : { state: 'sent' };
}

const noAnswer = { errcode: undefined, reason: 'WeChat answered 200 and neither yes nor no' };
