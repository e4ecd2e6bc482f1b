import { createCipheriv, createDecipheriv } from 'node:crypto';

/** WeChat pads to its key's 32 bytes, not to the cipher's 16. */
const block = 32;
const randomBytes = 16;
const lengthBytes = 4;

export interface WechatCipher {
  /** EncodingAESKey as the console shows it: 43 characters, base64 without its last "=". */
  encodingAesKey: string;
  appId: string;
}

export type Decrypted =
  { ok: true; text: string } | { ok: false; trouble: 'encoding' | 'padding' | 'length' | 'appid'; detail: string };

const no = (trouble: 'encoding' | 'padding' | 'length' | 'appid', detail: string): Decrypted => ({ ok: false, trouble, detail });

/** Opens `Encrypt`: AES-256-CBC over random(16) + length(4, big-endian) + message + AppID. Never throws. */
export function decryptWechat(encrypted: string, { encodingAesKey, appId }: WechatCipher): Decrypted {
  const bytes = Buffer.from(encrypted, 'base64');
  if (bytes.length === 0 || bytes.length % 16 !== 0) return no('encoding', 'it is not a whole number of cipher blocks');
  const key = keyOf(encodingAesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const padding = padded[padded.length - 1]!;
  const plain = padded.subarray(0, padded.length - padding);
  if (
    padding < 1 ||
    padding > block ||
    padding > padded.length ||
    !padded.subarray(plain.length).every((byte) => byte === padding)
  )
    return no('padding', 'its padding is wrong: is the EncodingAESKey the right one?');
  if (plain.length < randomBytes + lengthBytes) return no('length', 'it is too short');
  const start = randomBytes + lengthBytes;
  const length = plain.readUInt32BE(randomBytes);
  if (length > plain.length - start) return no('length', 'the length written in it is longer than it is');
  if (plain.subarray(start + length).toString('utf8') !== appId) return no('appid', 'it is for another AppID');
  return { ok: true, text: plain.subarray(start, start + length).toString('utf8') };
}

/** The other way. `random`: 16 bytes that nobody can guess. */
export function encryptWechat(text: string, { encodingAesKey, appId }: WechatCipher, random: Buffer): string {
  const message = Buffer.from(text, 'utf8');
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(message.length);
  const plain = Buffer.concat([random.subarray(0, randomBytes), length, message, Buffer.from(appId, 'utf8')]);
  const padding = block - (plain.length % block);
  const key = keyOf(encodingAesKey);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])), cipher.final()]).toString(
    'base64',
  );
}

export function keyOf(encodingAesKey: string): Buffer {
  return Buffer.from(`${encodingAesKey}=`, 'base64');
}
