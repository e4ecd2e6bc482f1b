import type { MessageView } from '../../../src/contracts/views.js';

const MOST = 140;

/** A message as one short line: without its line breaks, or the names of its files where it has no words. */
export function oneLine(message: Pick<MessageView, 'text' | 'attachments'>): string {
  // A text of 100 KB must not be searched through for what nobody sees.
  const text = message.text
    .slice(0, MOST * 4)
    .replace(/\s+/g, ' ')
    .trim();
  if (text) return [...text].slice(0, MOST).join('');
  return message.attachments
    .map((file) => `📎 ${file.name}`)
    .join(', ')
    .slice(0, MOST);
}
