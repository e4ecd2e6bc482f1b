import type { ChannelCapabilities } from '../../contracts/channels.js';
import type { OutgoingMedia, OutgoingPart } from '../drawers/drawer.js';
import { splitText } from './split-text.js';

export type PlannedPart = Pick<OutgoingPart, 'text' | 'media' | 'template'>;

export interface OutgoingContent {
  text: string;
  template?: { name: string; language: string; variables: string[] };
  media: OutgoingMedia[];
}

/** What one message leaves as, in order; the same for every attempt: a template alone, or its text and then its files. */
export function plannedParts(
  { text, template, media }: OutgoingContent,
  can: Pick<ChannelCapabilities, 'maxTextLength' | 'maxTextBytes'>,
): PlannedPart[] {
  if (template) return [{ template }];
  return [
    ...splitText(text, can.maxTextLength, can.maxTextBytes).map((piece) => ({ text: piece })),
    ...media.map((one) => ({ media: one })),
  ];
}
