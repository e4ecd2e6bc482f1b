const unknownMs = 60_000;

/** How long a sound takes, in milliseconds, which LINE shows beside it; a minute where the file does not tell. */
export function audioLengthMs(body: Buffer, contentType: string): number {
  const ms = contentType === 'audio/mpeg' ? mp3Ms(body) : mp4Ms(body);
  return ms !== undefined && ms >= 1 && ms < 86_400_000 ? Math.round(ms) : unknownMs;
}

/** The movie header of an MPEG-4 file tells a duration in units of its own, and how many of them make a second. */
function mp4Ms(body: Buffer): number | undefined {
  const at = body.indexOf('mvhd', 0, 'latin1');
  if (at < 0 || at + 40 > body.length) return undefined;
  const long = body[at + 4] === 1;
  const perSecond = body.readUInt32BE(at + (long ? 24 : 16));
  const duration = long ? Number(body.readBigUInt64BE(at + 28)) : body.readUInt32BE(at + 20);
  return perSecond > 0 ? (duration / perSecond) * 1000 : undefined;
}

/** Kilobits per second by index, of layer III: MPEG 1, and MPEG 2 and 2.5. */
const rates = {
  one: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  two: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

/** Reckoned from the size and the rate of the first frame: right where the rate does not change. */
function mp3Ms(body: Buffer): number | undefined {
  const start = body.subarray(0, 3).toString('latin1') === 'ID3' ? id3End(body) : 0;
  const most = Math.min(body.length - 3, start + 65_536);
  for (let at = start; at < most; at += 1) {
    const [sync, kind, coded] = [body[at]!, body[at + 1]!, body[at + 2]!];
    // A frame begins with eleven ones; then the version (01 is reserved) and the layer (01 is III).
    if (sync !== 0xff || (kind & 0xe6) !== 0xe2 || (kind & 0x18) === 0x08) continue;
    const rate = ((kind & 0x18) === 0x18 ? rates.one : rates.two)[coded >> 4];
    if (rate) return ((body.length - at) * 8) / rate;
  }
  return undefined;
}

/** Ten bytes of header, then a size in four bytes of seven bits each. */
function id3End(body: Buffer): number {
  if (body.length < 10) return body.length;
  return 10 + ((body[6]! & 127) << 21) + ((body[7]! & 127) << 14) + ((body[8]! & 127) << 7) + (body[9]! & 127);
}
