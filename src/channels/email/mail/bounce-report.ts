import { normaliseAddress } from './mail-address.js';
import { readMessageId } from './mail-headers.js';
import type { ParsedMail } from './parsed-mail.js';

export type BounceRecipient = {
  address: string;
  /** RFC 3464: only `failed` means that the mail will not arrive; `delayed` is still being tried. */
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | 'unknown';
  /** Enhanced status code such as `5.1.1`; null when the report has none. */
  status: string | null;
  diagnostic: string | null;
};

export type BounceReport = {
  /** Message-ID (no angle brackets) of the mail that came back; null when the report does not carry it. */
  originalMessageId: string | null;
  recipients: BounceRecipient[];
};

const ACTIONS = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
const MAX_RECIPIENTS = 50;

/**
 * Reads which mail came back from whom: from message/delivery-status and the original's headers where the report has them,
 * else from X-Failed-Recipients, the In-Reply-To of the report and its words (QQ and 163 send bounces as plain text).
 */
export function readBounceReport(mail: ParsedMail): BounceReport {
  const recipients = readRecipients(mail.report?.deliveryStatus ?? '');
  const original = /^message-id:\s*(.*(?:\n[ \t].*)?)/im.exec(mail.report?.originalHeaders ?? '')?.[1];
  const named = original === undefined ? null : readMessageId(original);
  return {
    originalMessageId: named ?? mail.inReplyTo ?? mail.references.at(-1) ?? messageIdInText(mail.text),
    recipients: recipients.length > 0 ? recipients : recipientsWithoutReport(mail),
  };
}

function readRecipients(status: string): BounceRecipient[] {
  const found: BounceRecipient[] = [];
  for (const group of status.replace(/\n[ \t]+/g, ' ').split(/\n\s*\n/)) {
    const field = (name: string): string | undefined => new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(group)?.[1]?.trim();
    const typed = field('Final-Recipient') ?? field('Original-Recipient');
    const address = normaliseAddress((typed ?? '').replace(/^[^;]*;/, '').replace(/[<>]/g, ''));
    if (address === null || found.length >= MAX_RECIPIENTS) continue;
    const action = (field('Action') ?? '').toLowerCase();
    found.push({
      address,
      action: ACTIONS.find((known) => known === action) ?? 'unknown',
      status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(field('Status') ?? '')?.[0] ?? null,
      diagnostic: field('Diagnostic-Code')?.slice(0, 500) ?? null,
    });
  }
  return found;
}

function recipientsWithoutReport(mail: ParsedMail): BounceRecipient[] {
  const addresses = (mail.headers['x-failed-recipients'] ?? []).flatMap((value) => value.split(','));
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(mail.text.slice(0, 20_000))?.[0] ?? null;
  return addresses.slice(0, MAX_RECIPIENTS).flatMap((raw) => {
    const address = normaliseAddress(raw);
    return address === null ? [] : [{ address, action: 'failed' as const, status, diagnostic: null }];
  });
}

const messageIdInText = (text: string): string | null => {
  const found = /^message-id:\s*<([^<>\s]{3,300})>/im.exec(text.slice(0, 20_000))?.[1];
  return found ?? null;
};
