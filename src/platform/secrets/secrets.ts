import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a derived key is for; a new use gets a new name and so a key of its own. */
export type KeyUse =
  | 'access-token'
  | 'widget-session'
  | 'visitor-token'
  | 'reply-address'
  | 'sealed-data'
  | 'cursor'
  | 'reassignment'
  | 'attachment-link'
  | 'tombstone';

/** Keys derived from the one configured secret, and sealing of data at rest (AES-256-GCM). */
export class Secrets {
  private readonly keys = new Map<KeyUse, Buffer>();

  constructor(private readonly secretKey: string) {}

  /** 32 bytes, the same for the same secret and use in every process. */
  key(use: KeyUse): Buffer {
    let key = this.keys.get(use);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.secretKey, 'throughline', use, 32));
      this.keys.set(use, key);
    }
    return key;
  }

  /** Sealed bytes: version, nonce, tag, ciphertext. */
  seal(plain: Buffer | string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key('sealed-data'), nonce);
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.from([1]), nonce, cipher.getAuthTag(), body]);
  }

  /** Throws where the bytes were not sealed with this secret. */
  unseal(sealed: Buffer): Buffer {
    if (sealed[0] !== 1 || sealed.length < 29) throw new Error('not sealed data');
    const decipher = createDecipheriv('aes-256-gcm', this.key('sealed-data'), sealed.subarray(1, 13));
    decipher.setAuthTag(sealed.subarray(13, 29));
    return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]);
  }

  /** Base64url HMAC of `text` under the key of `use`, truncated to `bytes`. */
  sign(use: KeyUse, text: string, bytes = 16): string {
    return createHmac('sha256', this.key(use)).update(text).digest().subarray(0, bytes).toString('base64url');
  }
}

/** SHA-256 in hex, for tokens that are random enough to need no salt. */
export const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

export function sameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(sha256(a)), Buffer.from(sha256(b))];
  return timingSafeEqual(left, right);
}

/** A URL-safe random token. */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url');
