import { audioLengthMs } from './audio-length.js';

/** A movie header box: a length, its name, version and flags, two times, then scale and duration. */
function mvhd(perSecond: number, duration: number | bigint): Buffer {
  const long = typeof duration === 'bigint';
  const box = Buffer.alloc(120);
  box.write('mvhd', 4, 'latin1');
  box[8] = long ? 1 : 0;
  box.writeUInt32BE(perSecond, long ? 28 : 20);
  if (long) box.writeBigUInt64BE(duration, 32);
  else box.writeUInt32BE(duration, 24);
  return Buffer.concat([Buffer.from('....ftypM4A '), box]);
}

/** Frames of MPEG 1 layer III at 128 kbit/s. */
const mp3 = (bytes: number): Buffer => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(bytes - 4)]);
const tag = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 1, 0, ...Buffer.alloc(128, 0xff)]);

it.each<[string, Buffer, string, number]>([
  ['an MPEG-4 file', mvhd(1000, 4200), 'audio/mp4', 4200],
  ['one with a long header', mvhd(44_100, 441_000n), 'audio/mp4', 10_000],
  ['an MP3', mp3(160_000), 'audio/mpeg', 10_000],
  ['an MP3 behind a tag', Buffer.concat([tag, mp3(16_000)]), 'audio/mpeg', 1000],
  ['an empty file', Buffer.alloc(0), 'audio/mp4', 60_000],
  ['a header without a scale', mvhd(0, 4200), 'audio/mp4', 60_000],
  ['a header cut off', mvhd(1000, 4200).subarray(0, 30), 'audio/mp4', 60_000],
  ['a tag that never ends', Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0x7f, 0x7f, 0x7f, 0x7f]), 'audio/mpeg', 60_000],
  ['noise', Buffer.alloc(3000, 0xff), 'audio/mpeg', 60_000],
])('%s', (_name, body, contentType, ms) => {
  expect(audioLengthMs(body, contentType)).toBe(ms);
});
