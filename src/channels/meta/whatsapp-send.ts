import type { OutgoingMedia, OutgoingPart } from '../drawers/drawer.js';
import type { Json } from './json-reading.js';
import { partMark } from './part-mark.js';

/** A number, or an id that WhatsApp made up for somebody who hides theirs: each has a field of its own. */
const addressed = (value: string): Json =>
  /^\+?\d{7,15}$/.test(value) ? { recipient_type: 'individual', to: value.replace(/^\+/, '') } : { recipient: value };

const mediaTypes = { image: 'image', audio: 'audio', video: 'video', file: 'document' } as const;

/**
 * The body of POST /{phone number}/messages.
 * @param mediaId of the part's file, once it is uploaded.
 */
export function whatsappBody(part: OutgoingPart, mediaId?: string): Json {
  return {
    messaging_product: 'whatsapp',
    ...addressed(part.to.value),
    ...(part.answers ? { context: { message_id: part.answers } } : {}),
    ...contentOf(part, mediaId),
    // It comes back with every status of this message.
    biz_opaque_callback_data: partMark(part),
  };
}

function contentOf({ text, media, template }: OutgoingPart, mediaId: string | undefined): Json {
  if (template) return { type: 'template', template: templateOf(template) };
  if (media && mediaId) return mediaOf(media, mediaId);
  return { type: 'text', text: { body: text ?? '', preview_url: /https?:\/\//.test(text ?? '') } };
}

function mediaOf({ kind, name }: OutgoingMedia, id: string): Json {
  const type = mediaTypes[kind];
  return { type, [type]: { id, ...(type === 'document' ? { filename: name } : {}) } };
}

function templateOf({ name, language, variables }: NonNullable<OutgoingPart['template']>): Json {
  const parameters = variables.map((text) => ({ type: 'text', text }));
  return {
    name,
    language: { code: language.replace('-', '_') },
    ...(parameters.length > 0 ? { components: [{ type: 'body', parameters }] } : {}),
  };
}

/** The form of POST /{phone number}/media. */
export function uploadForm({ name, contentType }: OutgoingMedia, bytes: Buffer): FormData {
  const form = new FormData();
  form.append('messaging_product', 'whatsapp');
  form.append('type', contentType);
  form.append('file', new Blob([new Uint8Array(bytes)], { type: contentType }), name);
  return form;
}
