import type { OutgoingMedia, OutgoingPart } from '../drawers/drawer.js';
import { windowClosed } from '../../contracts/delivery-reasons.js';
import { capital, inWords, type KnownFailures } from './graph-error.js';
import type { Json } from './json-reading.js';
import { partMark } from './part-mark.js';

const hourMs = 3_600_000;
export const standardWindowMs = 24 * hourMs;

/**
 * Within a day of the customer's last message an answer is a response. Later it needs the mark of a human agent, which Meta
 * grants by application; without it the response is tried all the same, and Meta's refusal is the answer.
 */
export function messagingType({ last, now }: OutgoingPart, humanAgentTag: boolean | undefined): Json {
  const late = last !== undefined && now.getTime() - last.receivedAt.getTime() > standardWindowMs;
  return late && humanAgentTag ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : { messaging_type: 'RESPONSE' };
}

interface PageOptions {
  humanAgentTag: boolean | undefined;
  /** Messenger gives it back in the echo; Instagram does not know it. */
  marked: boolean;
}

/** The fields of POST /{page}/messages, without those of a file. */
function envelope(part: OutgoingPart, { humanAgentTag, marked }: PageOptions, message: Json): Json {
  return {
    recipient: { id: part.to.value },
    ...messagingType(part, humanAgentTag),
    message: { ...message, ...(marked ? { metadata: partMark(part) } : {}) },
    ...(part.answers ? { reply_to: { mid: part.answers } } : {}),
  };
}

export const textBody = (part: OutgoingPart, options: PageOptions): Json => envelope(part, options, { text: part.text ?? '' });

/** Instagram fetches files itself, from the signed address. */
export const linkBody = (part: OutgoingPart, options: PageOptions, { kind, url }: OutgoingMedia): Json =>
  envelope(part, options, { attachment: { type: kind, payload: { url, is_reusable: false } } });

/** Messenger takes the bytes, so that the store need not be reachable from outside. */
export function uploadForm(part: OutgoingPart, options: PageOptions, media: OutgoingMedia, bytes: Buffer): FormData {
  const attachment = { type: media.kind, payload: { is_reusable: false } };
  const form = new FormData();
  for (const [field, value] of Object.entries(envelope(part, options, { attachment })))
    form.append(field, typeof value === 'string' ? value : JSON.stringify(value));
  form.append('filedata', new Blob([new Uint8Array(bytes)], { type: media.contentType }), media.name);
  return form;
}

const late = (span: string): string =>
  `${capital(windowClosed)}: more than ${span} have passed since the customer's last message, and Meta takes no answer now.`;

const reasons: [code: number, subcode: number | undefined, reason: string][] = [
  [10, 2018278, late('24 hours')],
  [10, 2018300, late('seven days')],
  [10, 2534022, late('24 hours')],
  [551, undefined, 'This person cannot be reached: they closed their account or blocked this page.'],
  [200, 1545041, 'This person cannot be reached: they closed their account or blocked this page.'],
  [100, 2018001, 'Meta knows nobody by this id here.'],
  [100, 2018007, 'Meta could not fetch the file.'],
];

/** Failures for good that deserve plainer words than Meta's. */
export const pageFailure: KnownFailures = (error) => {
  const known = reasons.find(([code, subcode]) => code === error.code && (subcode === undefined || subcode === error.subcode));
  return known && `${known[2]} ${inWords(error)}`;
};
