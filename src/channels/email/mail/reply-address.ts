import { createHmac, timingSafeEqual } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ID_BYTES = 16;
/** 80 bits: nobody guesses one by sending mail, and the local part stays within RFC 5321's 64 octets. */
const MAC_BYTES = 10;
const TOKEN_LENGTH = Math.ceil(((ID_BYTES + MAC_BYTES) * 8) / 5);
const MARK = '+c.';
const MAX_LOCAL = 64;

/**
 * The address a customer's answer should go to: `support+c.<token>@demo.test`. The token is the conversation's id and a MAC over
 * it, in base32 letters of one case, because servers on the way may lower-case a local part.
 *
 * An inbox whose own local part is too long for it (over 19 octets) gets its plain address back: threading then rests on
 * In-Reply-To alone.
 * @throws TypeError when the id is no UUID or the secret is empty: a mistake of the caller, never of a customer.
 */
export function makeReplyAddress(input: { inboxAddress: string; conversationId: string; secret: string }): string {
  const { inboxAddress, secret } = input;
  const conversationId = input.conversationId.toLowerCase();
  if (!UUID.test(conversationId)) throw new TypeError('conversationId must be a UUID');
  if (secret === '') throw new TypeError('the reply address secret must not be empty');
  const at = inboxAddress.lastIndexOf('@');
  const id = Buffer.from(conversationId.replaceAll('-', ''), 'hex');
  const local = `${inboxAddress.slice(0, at)}${MARK}${encode(Buffer.concat([id, macOf(id, secret)]))}`;
  return Buffer.byteLength(local) > MAX_LOCAL ? inboxAddress : `${local}${inboxAddress.slice(at)}`;
}

/**
 * The conversation a reply address names, if we made it. A forged, cut or altered token is null, as is a plain address. Letter
 * case does not matter. The comparison takes the same time wherever the MACs differ.
 * @param secret several, newest first, while a secret is being rotated: tokens live as long as somebody's inbox.
 */
export function readReplyAddress(address: string, secret: string | readonly string[]): { conversationId: string } | null {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase();
  const mark = local.lastIndexOf(MARK);
  if (mark < 0) return null;
  const bytes = decode(local.slice(mark + MARK.length));
  if (bytes === null) return null;
  const id = bytes.subarray(0, ID_BYTES);
  const mac = bytes.subarray(ID_BYTES);
  const secrets = (typeof secret === 'string' ? [secret] : secret).filter((each) => each !== '');
  const genuine = secrets.map((each) => timingSafeEqual(mac, macOf(id, each))).includes(true);
  if (!genuine) return null;
  const hex = id.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return { conversationId: parts.join('-') };
}

/** The inbox an envelope recipient means: lower case, without the plus part (an inbox's own address therefore has none). */
export function inboxAddressOf(recipient: string): string {
  const address = recipient.trim().toLowerCase();
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  return plus > 0 && plus < at ? `${address.slice(0, plus)}${address.slice(at)}` : address;
}

const macOf = (id: Buffer, secret: string): Buffer =>
  createHmac('sha256', secret).update('throughline reply address\0').update(id).digest().subarray(0, MAC_BYTES);

function encode(bytes: Buffer): string {
  let [out, held, bits] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += ALPHABET[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? out + ALPHABET[(held << (5 - bits)) & 31] : out;
}

function decode(token: string): Buffer | null {
  if (token.length !== TOKEN_LENGTH) return null;
  const out: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of token) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out.push((held >> bits) & 255);
    }
    held &= (1 << bits) - 1;
  }
  // The last letter has two bits to spare: only one spelling of a token is accepted.
  return held === 0 ? Buffer.from(out) : null;
}
