import type { MediaReference, VendorMessage } from '../drawers/drawer.js';
import { graphErrorOf } from './graph-error.js';
import { filled, idOf, type Json, numberOf, objectOf, objectsOf, textOf } from './json-reading.js';

export type WhatsappContent = Pick<
  VendorMessage,
  'text' | 'media' | 'location' | 'contacts' | 'choice' | 'unsupported' | 'extra'
>;

type Reader = (body: Json, message: Json) => WhatsappContent;

const media =
  (kind: MediaReference['kind']): Reader =>
  (body) => {
    const text = textOf(body['caption']) ?? '';
    const reference = idOf(body['id']);
    if (!reference) return { text, unsupported: kind };
    const name = textOf(body['filename'], 255);
    const contentType = textOf(body['mime_type'], 150);
    return { text, media: [{ kind, reference, ...(name ? { name } : {}), ...(contentType ? { contentType } : {}) }] };
  };

/** One reader for each documented type; what is not here is kept and shown as unsupported. */
const readers: Record<string, Reader> = {
  text: (body) => ({ text: textOf(body['body']) ?? '' }),
  image: media('image'),
  audio: media('audio'),
  voice: media('audio'),
  video: media('video'),
  document: media('file'),
  sticker: media('sticker'),
  location: readLocation,
  contacts: (_body, message) => ({ text: '', contacts: objectsOf(message['contacts'], 20).map(contactCard) }),
  button: (body) => pressed(textOf(body['text']), textOf(body['payload'], 1000)),
  interactive: readInteractive,
  order: readOrder,
  system: readSystem,
};

/** What a message says, by its type. Shared by messages, edits and echoes. */
export function contentOf(type: string, message: Json): WhatsappContent {
  const reader = Object.hasOwn(readers, type) ? readers[type] : undefined;
  const content = reader ? reader(objectOf(message[type]) ?? {}, message) : { text: '', unsupported: type };
  const [error] = objectsOf(message['errors']);
  const extra = filled({ ...content.extra, ...about(message), ...(error ? { error: graphErrorOf(error).words } : {}) });
  return { ...content, ...(error && !reader ? { unsupported: namedBy(type, message) } : {}), ...(extra ? { extra } : {}) };
}

/** Newer calls say what the kind would have been: {"type":"unsupported","unsupported":{"type":"poll_creation"}}. */
const namedBy = (type: string, message: Json): string => textOf(objectOf(message[type])?.['type'], 60) ?? type;

/** Where the customer came from, and whether the words are somebody else's. */
function about(message: Json): Record<string, unknown> {
  const context = objectOf(message['context']) ?? {};
  const referral = objectOf(message['referral']);
  const product = objectOf(context['referred_product']);
  return {
    forwarded: context['forwarded'] === true || context['frequently_forwarded'] === true || undefined,
    product: textOf(product?.['product_retailer_id'], 200),
    referral:
      referral &&
      filled({
        type: textOf(referral['source_type'], 60),
        id: idOf(referral['source_id']),
        url: textOf(referral['source_url'], 1000),
        headline: textOf(referral['headline'], 300),
        body: textOf(referral['body'], 1000),
      }),
  };
}

function readLocation(body: Json): WhatsappContent {
  const latitude = numberOf(body['latitude']);
  const longitude = numberOf(body['longitude']);
  if (latitude === undefined || longitude === undefined) return { text: '', unsupported: 'location' };
  const name = textOf(body['name'], 300);
  const address = textOf(body['address'], 500);
  return { text: '', location: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) } };
}

const contactCard = (card: Json): { name: string; phones: string[]; emails: string[] } => ({
  name: textOf(objectOf(card['name'])?.['formatted_name'], 200) ?? '',
  phones: objectsOf(card['phones'], 10).flatMap((phone) => textOf(phone['phone'], 40) ?? textOf(phone['wa_id'], 40) ?? []),
  emails: objectsOf(card['emails'], 10).flatMap((email) => textOf(email['email'], 254) ?? []),
});

const pressed = (title: string | undefined, value: string | undefined): WhatsappContent => ({
  text: title ?? '',
  ...(value ? { choice: value } : {}),
});

function readInteractive(body: Json): WhatsappContent {
  const type = textOf(body['type'], 60) ?? '';
  const reply = objectOf(body[type]) ?? {};
  if (type === 'button_reply') return pressed(textOf(reply['title']), textOf(reply['id'], 1000));
  if (type === 'list_reply') {
    const description = textOf(reply['description'], 300);
    return { ...pressed(textOf(reply['title']), textOf(reply['id'], 1000)), ...(description ? { extra: { description } } : {}) };
  }
  // A form (WhatsApp Flow): its fields are JSON within the JSON, as the form's maker named them.
  if (type === 'nfm_reply') {
    const form = textOf(reply['response_json'], 5000);
    return {
      text: textOf(reply['body']) ?? '',
      extra: { form: textOf(reply['name'], 100) ?? 'flow', ...(form ? { answers: form } : {}) },
    };
  }
  return { text: '', unsupported: type ? `interactive ${type}` : 'interactive' };
}

function readOrder(body: Json): WhatsappContent {
  const items = objectsOf(body['product_items'], 30).map((item) =>
    filled({
      product: textOf(item['product_retailer_id'], 200),
      quantity: numberOf(item['quantity']),
      price: numberOf(item['item_price']),
      currency: textOf(item['currency'], 3),
    }),
  );
  return { text: textOf(body['text']) ?? '', unsupported: 'order', extra: { catalog: idOf(body['catalog_id']), items } };
}

/** The sender has another number now. It is shown, and not believed as an identity: numbers are given away again. */
function readSystem(body: Json): WhatsappContent {
  const type = textOf(body['type'], 60);
  const newNumber = idOf(body['wa_id']) ?? idOf(body['new_wa_id']);
  const changed = type === 'user_changed_number' || type === 'customer_changed_number' || newNumber !== undefined;
  return {
    text: textOf(body['body'], 500) ?? '',
    unsupported: changed ? 'number_change' : 'system',
    ...(newNumber ? { extra: { newNumber } } : {}),
  };
}
