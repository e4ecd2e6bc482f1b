import type { OutgoingMedia, OutgoingPart, PartOutcome } from '../drawers/drawer.js';
import { whole } from '../drawers/untrusted-json.js';
import type { VendorHttp, VendorResponse } from '../drawers/vendor-http.js';
import { callMethod, described, orLater, readTrouble, resultOf } from './telegram-api.js';
import type { TelegramConnection } from './telegram-connection.js';
import { messageIdOf, numberInChat } from './telegram-ids.js';

const uploadTimeoutMs = 45_000;
const largestPhotoBytes = 10 * 1024 * 1024;

/** Which method shows a file best. Whatever is none of these goes as a document, which carries everything. */
const methods: Readonly<Record<string, { method: string; field: string }>> = {
  'image/jpeg': { method: 'sendPhoto', field: 'photo' },
  'image/png': { method: 'sendPhoto', field: 'photo' },
  'image/webp': { method: 'sendPhoto', field: 'photo' },
  'image/gif': { method: 'sendAnimation', field: 'animation' },
  'video/mp4': { method: 'sendVideo', field: 'video' },
  'audio/mpeg': { method: 'sendAudio', field: 'audio' },
  'audio/mp4': { method: 'sendAudio', field: 'audio' },
  'audio/x-m4a': { method: 'sendAudio', field: 'audio' },
  'audio/ogg': { method: 'sendVoice', field: 'voice' },
};
const asDocument = { method: 'sendDocument', field: 'document' };

/**
 * One message out. Telegram takes no idempotency key: an answer that got lost on the way back makes the next attempt a
 * second copy.
 */
export function sendPart(part: OutgoingPart, connection: TelegramConnection, http: VendorHttp): Promise<PartOutcome> {
  const { media } = part;
  if (media) return orLater(() => sendFile(part, media, connection, http));
  if (part.text === undefined) return Promise.resolve({ state: 'failed', reason: 'Telegram carries texts and files only' });
  const json = { ...addressOf(part), text: part.text };
  return orLater(async () => outcomeOf(await callMethod('sendMessage', { json }, connection, http), part));
}

async function sendFile(
  part: OutgoingPart,
  media: OutgoingMedia,
  connection: TelegramConnection,
  http: VendorHttp,
): Promise<PartOutcome> {
  const body = await media.read();
  const upload = ({ method, field }: typeof asDocument): Promise<VendorResponse> =>
    callMethod(method, { multipart: formOf(part, media, body, field), timeoutMs: uploadTimeoutMs }, connection, http);
  const best = methodFor(media);
  const response = await upload(best);
  // A picture too long or too wide, a film with an odd sound track: refused as such, and welcome as a document.
  const unfit =
    response.status === 400 && best !== asDocument && /PHOTO_|VIDEO_|VOICE_|wrong file|IMAGE_/i.test(described(response));
  return outcomeOf(unfit ? await upload(asDocument) : response, part);
}

function methodFor({ contentType, sizeBytes }: OutgoingMedia): typeof asDocument {
  // Without its parameters: audio/ogg; codecs=opus.
  const type = contentType.split(';')[0]!.trim();
  const found = Object.hasOwn(methods, type) ? methods[type] : undefined;
  if (!found || (found.method === 'sendPhoto' && sizeBytes > largestPhotoBytes)) return asDocument;
  return found;
}

function formOf(part: OutgoingPart, media: OutgoingMedia, body: Buffer, field: string): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(addressOf(part)))
    form.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  form.set(field, new Blob([new Uint8Array(body)], { type: media.contentType }), media.name);
  return form;
}

function addressOf({ to, answers }: OutgoingPart): { chat_id: string; reply_parameters?: object } {
  const answered = answers === undefined ? undefined : numberInChat(to.value, answers);
  if (answered === undefined) return { chat_id: to.value };
  // The customer may have deleted it meanwhile; the answer matters more than where it hangs.
  return { chat_id: to.value, reply_parameters: { message_id: answered, allow_sending_without_reply: true } };
}

function outcomeOf(response: VendorResponse, { to }: OutgoingPart): PartOutcome {
  const result = resultOf(response);
  if (!result) return readTrouble(response);
  const messageId = whole(result['message_id']);
  return messageId === undefined ? { state: 'sent' } : { state: 'sent', externalId: messageIdOf(to.value, messageId) };
}
