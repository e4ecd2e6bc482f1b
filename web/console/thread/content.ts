import type { CallItem } from '../../../src/contracts/calls.js';
import type { MessageView } from '../../../src/contracts/views.js';
import { words } from '../words.js';
import { readable } from './readable.js';

export interface Place {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

export interface Person {
  name: string;
  phones?: string[];
  emails?: string[];
}

type Address = string | { name?: string; address?: string; value?: string; email?: string };

/** What the server keeps of a message beside text and files, as far as a thread shows it. Every part may be missing. */
export interface Content extends Partial<CallItem> {
  subject?: string;
  quoted?: string;
  signature?: string;
  html?: string;
  defects?: string[];
  cc?: Address[];
  replyTo?: Address[] | null;
  forwardedBy?: Address;
  answers?: { messageId?: string };
  location?: Place;
  contacts?: Person[];
  choice?: string;
  unsupported?: string;
  group?: string;
  echo?: boolean;
  reactions?: { by: string; emoji: string }[];
  edits?: { text: string; at: string }[];
  deletedByCustomer?: string;
  whisper?: boolean;
  handover?: object;
  mentions?: string[];
  template?: { name: string };
  masked?: { kind: string; last4?: string }[];
  recording?: { seconds: number };
  transcription?: { state: string };
}

export function contentOf(message: MessageView): Content {
  return message.content ?? {};
}

export function addressLine(one: Address): string {
  return typeof one === 'string' ? one : one.name || one.address || one.value || one.email || '';
}

/** @param kind as the vendor calls it, which may be no more than that */
export function unsupportedLine(kind: string): string {
  return kind === 'unsupported' ? words.t('thread:unsupported') : words.t('thread:unsupportedKind', { kind });
}

/** In one line, for lists: the text, or what came in its place. */
export function oneLine(message: MessageView): string {
  const { location, contacts, unsupported } = contentOf(message);
  if (message.text) return readable(message.text.slice(0, 300).replace(/\s+/g, ' '));
  if (location) return location.name ?? words.t('thread:place');
  if (unsupported) return unsupportedLine(unsupported);
  return contacts?.[0]?.name ?? message.attachments[0]?.name ?? '';
}
