import type { OutgoingMedia, OutgoingPart } from '../drawers/drawer.js';
import { word } from '../drawers/untrusted-json.js';
import { audioLengthMs } from './audio-length.js';
import type { LineConnection } from './line-connection.js';

const pictures = ['image/jpeg', 'image/png'];
const sounds = ['audio/mpeg', 'audio/mp4', 'audio/x-m4a'];

/** The message object for a part, or why LINE carries none. */
export async function messageFor(part: OutgoingPart, { settings }: LineConnection): Promise<object | { refused: string }> {
  const { media } = part;
  if (media) return fileMessage(media, settings.videoPreviewUrl);
  if (part.text === undefined) return { refused: 'LINE carries texts, pictures, videos and sound only' };
  const quoteToken = quoteTokenOf(part);
  return { type: 'text', text: part.text, ...(quoteToken ? { quoteToken } : {}) };
}

/** LINE quotes by a token that came with the message, and we have that of the customer's last one only. */
function quoteTokenOf({ answers, last }: OutgoingPart): string | undefined {
  return last && answers === last.externalId ? word(last.extra['quoteToken'], 500) : undefined;
}

async function fileMessage(media: OutgoingMedia, videoPreviewUrl: string | undefined): Promise<object | { refused: string }> {
  const { contentType, url } = media;
  if (!url.startsWith('https://')) return { refused: 'LINE fetches files by https only: PUBLIC_URL must begin with https://' };
  if (pictures.includes(contentType)) return { type: 'image', originalContentUrl: url, previewImageUrl: url };
  if (contentType === 'video/mp4') {
    if (!videoPreviewUrl)
      return { refused: 'LINE asks for a picture to every video: set videoPreviewUrl in the settings of the inbox' };
    return { type: 'video', originalContentUrl: url, previewImageUrl: videoPreviewUrl };
  }
  if (sounds.includes(contentType))
    return { type: 'audio', originalContentUrl: url, duration: audioLengthMs(await media.read(), contentType) };
  return { refused: `LINE carries no files of the type ${contentType}: a link can be sent instead` };
}
