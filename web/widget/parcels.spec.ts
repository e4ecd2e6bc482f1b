import { describe, expect, it } from '@jest/globals';
import * as library from 'socket.io-parser';
import * as parcels from './parcels.js';

const all = [
  { type: 0, nsp: '/widget', data: { token: 'a' } },
  { type: 0, nsp: '/' },
  { type: 1, nsp: '/widget' },
  { type: 2, nsp: '/widget', data: ['message.created', { text: '你好 😀\n\u2028"' }] },
  { type: 2, nsp: '/', id: 0, data: ['sync', { afterSeq: 1 }] },
  { type: 3, nsp: '/widget', id: 12, data: [{ ok: true }, null, 7] },
  { type: 3, nsp: '/widget', id: 3, data: [] },
  { type: 4, nsp: '/widget', data: { message: 'no', data: { code: 'token_expired' } } },
];
const decoded = (
  decoder: { on(event: string, heard: (parcel: unknown) => void): void; add(text: string): void },
  text: string,
) => {
  let parcel: unknown;
  decoder.on('decoded', (one) => (parcel = one));
  decoder.add(text);
  return parcel;
};

describe('events and answers as texts', () => {
  it.each(all)('are those of the library: %j', (parcel) => {
    const [text] = new parcels.Encoder().encode(parcel);
    expect([text]).toEqual(new library.Encoder().encode(parcel as never));
    expect(decoded(new parcels.Decoder(), text!)).toEqual(decoded(new library.Decoder(), text!));
  });

  it('have the library’s names', () => {
    for (const [name, type] of Object.entries(parcels.PacketType)) expect(library.PacketType[type]).toBe(name);
    expect(parcels.protocol).toBe(library.protocol);
  });

  it.each(['', 'x', '9', '2/widget,{}', '2/widget,"x"', '3/widget,1', '2/widget,[1', '0/widget,[]'])(
    'are refused where they are none: %j',
    (text) => {
      expect(() => new parcels.Decoder().add(text)).toThrow();
    },
  );

  it('are heard until nobody listens', () => {
    const decoder = new parcels.Decoder();
    decoder.on('decoded', () => expect(true).toBe(false));
    decoder.destroy();
    decoder.add('2["late"]');
  });
});
