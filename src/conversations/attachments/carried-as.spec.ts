import { channelCapabilities } from '../../contracts/channels.js';
import type { Refusal } from '../../platform/http/refusal.js';
import { carriedAs, refuseUncarried } from './carried-as.js';

const can = {
  media: {
    image: { types: ['image/jpeg'], maxBytes: 100 },
    file: { types: ['application/pdf', 'image/png'], maxBytes: 1000 },
  },
} as const;
const file = (kind: 'image' | 'file' | 'audio' | 'sticker', contentType: string, sizeBytes = 10) => ({
  kind,
  contentType,
  sizeBytes,
});

it.each([
  ['as what it is', file('image', 'image/jpeg'), 'image'],
  ['a sticker as a picture', file('sticker', 'image/jpeg'), 'image'],
  ['as a document where it cannot be shown', file('image', 'image/png'), 'file'],
  ['not at all where neither fits', file('image', 'image/gif'), undefined],
  ['not at all where it is too large', file('image', 'image/jpeg', 101), undefined],
  ['not at all where there is no rule', file('audio', 'audio/mpeg'), undefined],
])('carries it %s', (_case, one, as) => {
  expect(carriedAs(can, one)).toBe(as);
});

it('names every file that a channel does not carry, and why', () => {
  const files = [file('file', 'application/pdf'), file('audio', 'audio/mpeg'), file('file', 'application/pdf', 2000)];
  const pointers = refusedBy(() => refuseUncarried('line', can, files)).data.errors?.map(({ pointer }) => pointer);
  expect(pointers).toEqual(['/attachments/1', '/attachments/2']);
  expect(() => refuseUncarried('webchat', channelCapabilities.webchat!, files)).not.toThrow();
});

function refusedBy(act: () => void): Refusal {
  try {
    act();
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('was not refused');
}
