import type { ParsedMail } from './parsed-mail.js';

/** How a mail is protected. Nothing is decrypted or checked here: its parts are kept untouched as files. */
export type MailProtection = { encrypted: 'smime' | 'pgp' | null; signed: 'smime' | 'pgp' | null };

const PKCS7 = /^application\/(?:x-)?pkcs7-mime$/;
const PKCS7_SIGNATURE = /^application\/(?:x-)?pkcs7-signature$/;

/** Null for a mail that is neither encrypted nor signed. Pure. */
export function protectionOf(mail: Pick<ParsedMail, 'contentType' | 'attachments' | 'text'>): MailProtection | null {
  const { value, params } = mail.contentType;
  const types = [value, ...mail.attachments.map(({ contentType }) => contentType)];
  const protocol = params['protocol'] ?? '';
  const opaque = types.some((type) => PKCS7.test(type));
  const onlySigned = /^(?:signed-data|certs-only)$/.test(params['smime-type'] ?? '');
  const pgpText = /^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----$/m.exec(mail.text.slice(0, 20_000))?.[1];
  const pgpEncrypted =
    pgpText === 'MESSAGE' ||
    (value === 'multipart/encrypted' && protocol.includes('pgp')) ||
    types.includes('application/pgp-encrypted');
  const pgpSigned = pgpText === 'SIGNED MESSAGE' || types.includes('application/pgp-signature');
  const encrypted = pgpEncrypted ? 'pgp' : opaque && !onlySigned ? 'smime' : null;
  const signed = pgpSigned ? 'pgp' : (opaque && onlySigned) || types.some((type) => PKCS7_SIGNATURE.test(type)) ? 'smime' : null;
  return encrypted || signed ? { encrypted, signed } : null;
}

const NAMES = { smime: 'S/MIME', pgp: 'OpenPGP' } as const;

/** What stands in the thread for words that only the holder of a key can read. */
export const lockedText = (by: 'smime' | 'pgp'): string =>
  `[This mail is encrypted (${NAMES[by]}). It is kept as it came, among the files.]`;
