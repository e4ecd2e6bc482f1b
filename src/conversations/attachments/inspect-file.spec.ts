import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { inspectFile } from './inspect-file.js';

const limit = 1_000_000;
const inspect = (body: Buffer, name?: string, contentType?: string) => inspectFile(body, { name, contentType }, limit);
const text = (written: string): Buffer => Buffer.from(written);
const photo = (): Promise<Buffer> =>
  sharp({ create: { width: 800, height: 600, channels: 3, background: '#3366cc' } })
    .jpeg()
    .withExif({ IFD0: { Copyright: 'somebody' }, IFD3: { GPSLatitude: '31/1 13/1 0/1' } })
    .toBuffer();

/** A PNG whose header promises `width` × `height`, and whose few bytes unfold to nothing. */
function hollowPng(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const body = Buffer.concat([Buffer.from(type), data]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

describe('what a file is', () => {
  it.each<[string, Buffer, string | undefined, string | undefined, object]>([
    ['a text', text('hello 你好\n'), 'note.txt', 'text/plain', { kind: 'file', contentType: 'text/plain', name: 'note.txt' }],
    [
      'a word in an old encoding',
      Buffer.from('c4e3bac3', 'hex'),
      'note.txt',
      undefined,
      { contentType: 'application/octet-stream' },
    ],
    ['a table', text('a,b\n1,2\n'), 'list.csv', 'application/vnd.ms-excel', { contentType: 'text/csv', name: 'list.csv' }],
    ['JSON', text('{"a":1}'), 'a.json', undefined, { contentType: 'application/json' }],
    [
      'a page',
      text('<!doctype html><script>alert(1)</script>'),
      'page.html',
      'text/html',
      { kind: 'file', contentType: 'text/plain' },
    ],
    [
      'a drawing that could run',
      text('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'),
      'a.svg',
      'image/svg+xml',
      { kind: 'file', contentType: 'text/plain' },
    ],
    ['XML', text('<?xml version="1.0"?><a/>'), 'a.xml', 'text/xml', { contentType: 'text/plain' }],
    [
      'a program text to be read',
      text('export const a = 1;'),
      'a.js',
      'text/javascript',
      { contentType: 'text/plain', name: 'a.js' },
    ],
    [
      'a page that says it is a picture',
      text('<html><img src=x onerror=alert(1)></html>'),
      'cat.png',
      'image/png',
      { kind: 'file', contentType: 'text/plain', name: 'cat.png.txt' },
    ],
    [
      'a PDF',
      text('%PDF-1.7\n%\u00e2\n1 0 obj\n'),
      'bill.pdf',
      undefined,
      { kind: 'file', contentType: 'application/pdf', name: 'bill.pdf' },
    ],
    [
      'a PDF that says it is a picture',
      text('%PDF-1.7\n%\u00e2\n1 0 obj\n'),
      'cat.jpg',
      'image/jpeg',
      { contentType: 'application/pdf', name: 'cat.jpg.pdf' },
    ],
    ['a PDF without a name', text('%PDF-1.7\n1 0 obj\n'), undefined, undefined, { name: 'file.pdf' }],
    ['a text that begins like a program', text('MZ is a place in Germany'), 'mz.txt', undefined, { contentType: 'text/plain' }],
    [
      'anything else',
      Buffer.from('00010203fffe', 'hex'),
      'x.dat',
      'video/mp4',
      { kind: 'file', contentType: 'application/octet-stream' },
    ],
    [
      'half a picture',
      Buffer.from('ffd8ffe000104a464946', 'hex'),
      'cut.jpg',
      'image/jpeg',
      { kind: 'file', contentType: 'application/octet-stream' },
    ],
    [
      'a sound',
      Buffer.concat([Buffer.from('4f676753000200', 'hex'), Buffer.alloc(21), Buffer.from('OpusHead'), Buffer.alloc(40)]),
      'voice.ogg',
      'text/html',
      { kind: 'audio', contentType: 'audio/ogg' },
    ],
  ])('%s', async (_case, body, name, contentType, expected) => {
    expect(await inspect(body, name, contentType)).toMatchObject({ outcome: 'fine', file: expected });
  });

  it.each<[string, Buffer, string]>([
    ['a Windows program', Buffer.concat([text('MZ'), Buffer.from('900003000000', 'hex')]), 'setup.pdf'],
    ['a Linux program', Buffer.concat([Buffer.from('7f454c46020101', 'hex'), Buffer.alloc(60)]), 'photo.jpg'],
    ['a shell script', text('#!/bin/sh\nrm -rf /\n'), 'readme.txt'],
    ['a name that runs', text('hello'), 'photo.jpg.exe'],
    ['a name that runs, hidden', text('hello'), 'invoice\u202efdp.exe'],
    ['a name that runs once Windows has trimmed it', text('hello'), 'a.exe. .'],
    ['a batch', text('dir'), 'run.BAT'],
    ['a script dressed as a bill', text('x()'), 'bill.pdf.js'],
    ['a page dressed as a picture', text('<html>'), 'cat.png.html'],
    ['a class', Buffer.from('cafebabe0000003400', 'hex'), 'Main.class'],
  ])('refuses %s', async (_case, body, name) => {
    expect(await inspect(body, name)).toMatchObject({ outcome: 'refused', fault: 'not_allowed' });
  });

  it('refuses nothing, and too much', async () => {
    expect(await inspect(Buffer.alloc(0), 'a.txt')).toMatchObject({ outcome: 'refused', fault: 'empty' });
    expect(await inspect(Buffer.alloc(limit + 1, 97), 'a.txt')).toMatchObject({ outcome: 'refused', fault: 'too_large' });
    expect(await inspect(Buffer.alloc(limit, 97), 'a.txt')).toMatchObject({ outcome: 'fine' });
  });

  it('refuses a picture that unfolds to more than a machine can hold, before it is unfolded', async () => {
    const body = hollowPng(60_000, 60_000);
    expect(body.length).toBeLessThan(200);
    expect(await inspect(body, 'small.png')).toMatchObject({ outcome: 'refused', fault: 'too_large' });
  });

  it('never throws, whatever the bytes', async () => {
    const heads = [
      '89504e470d0a1a0a',
      'ffd8ff',
      '474946383961',
      '52494646ffffffff57454250',
      '504b0304',
      'd0cf11e0a1b11ae1',
      '1f8b08',
    ];
    let seed = 7;
    const dice = (): number => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) % 256;
    for (const head of heads)
      for (let n = 0; n < 12; n++) {
        const body = Buffer.concat([Buffer.from(head, 'hex'), Buffer.from(Array.from({ length: n * 40 }, dice))]);
        expect(['fine', 'refused']).toContain((await inspect(body, 'x.png')).outcome);
      }
  });
});

describe('pictures', () => {
  it('get a small upright copy without a word about who took them where', async () => {
    const turned = await sharp(await photo())
      .keepMetadata()
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect((await sharp(turned).metadata()).exif).toBeDefined();
    const inspected = await inspect(turned, 'IMG_1.jpeg', 'image/jpeg');
    if (inspected.outcome !== 'fine') throw new Error(inspected.reason);
    const { kind, name, picture } = inspected.file;
    expect({ kind, name, width: picture?.width, height: picture?.height }).toEqual({
      kind: 'image',
      name: 'IMG_1.jpeg',
      width: 600,
      height: 800,
    });
    const small = await sharp(picture!.thumbnail).metadata();
    expect([small.format, small.width, small.height, small.exif]).toEqual(['webp', 360, 480, undefined]);
  });

  it('show the first frame where they move', async () => {
    const frames = Buffer.concat([Buffer.alloc(8 * 8 * 3, 200), Buffer.alloc(8 * 8 * 3, 20)]);
    const gif = await sharp(frames, { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
      .gif()
      .toBuffer();
    expect((await sharp(gif, { animated: true }).metadata()).pages).toBe(2);
    expect(await inspect(gif, 'a.gif')).toMatchObject({ file: { kind: 'image', picture: { width: 8, height: 8 } } });
  });

  it('stay stickers where they came as such', async () => {
    const webp = await sharp({ create: { width: 5, height: 5, channels: 4, background: '#fff' } })
      .webp()
      .toBuffer();
    expect(await inspectFile(webp, { kind: 'sticker' }, limit)).toMatchObject({
      file: { kind: 'sticker', name: 'sticker.webp' },
    });
  });
});
