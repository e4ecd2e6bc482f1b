import { describe, expect, it } from '@jest/globals';
import * as library from 'engine.io-parser';
import * as packets from './packets.js';

const all = [
  { type: 'open', data: '{"sid":"a"}' },
  { type: 'close' },
  { type: 'ping' },
  { type: 'pong', data: 'probe' },
  { type: 'message', data: '2["message.created",{"text":"你好 😀\u0000"}]' },
  { type: 'noop' },
] as const;

describe('packets as texts', () => {
  it.each(all)('are those of the library: %j', (packet) => {
    let own = '';
    packets.encodePacket(packet, true, (text) => (own = text));
    library.encodePacket(packet, true, (theirs) => expect(own).toBe(theirs));
    expect(packets.decodePacket(own)).toEqual(library.decodePacket(own));
    expect(packets.protocol).toBe(library.protocol);
  });

  it('are joined as the library joins them', () => {
    let own = '';
    packets.encodePayload([...all], (text) => (own = text));
    library.encodePayload([...all], (theirs) => expect(own).toBe(theirs));
    expect(packets.decodePayload(own)).toEqual(library.decodePayload(own));
  });

  it.each(['', 'x', '9', new ArrayBuffer(1)])('are refused where they are none: %j', (text) => {
    expect(packets.decodePacket(text)).toEqual({ type: 'error', data: 'parser error' });
  });
});
