import { normaliseAddress } from './mail-address.js';
import { readMessageId } from './mail-headers.js';
import type { ParsedMail } from './parsed-mail.js';

export type BounceRecipient = {
  address: string;
  /** Whom the mail was written to, where the server says it; they may have it passed on to `address`. */
  original: string | null;
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
    const typed = (name: string): string | null =>
      normaliseAddress((field(name) ?? '').replace(/^[^;]*;/, '').replace(/[<>]/g, ''));
    const original = typed('Original-Recipient');
    const address = typed('Final-Recipient') ?? original;
    if (address === null || found.length >= MAX_RECIPIENTS) continue;
    const action = (field('Action') ?? '').toLowerCase();
    found.push({
      address,
      original,
      action: ACTIONS.find((known) => known === action) ?? 'unknown',
      status: /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(field('Status') ?? '')?.[0] ?? null,
      diagnostic: field('Diagnostic-Code')?.slice(0, 500) ?? null,
    });
  }
  return found;
}

/** Words of a server that still tries: nothing is lost yet. */
const DELAYED =
  /\b(?:delayed|delivery (?:is )?delay|still (?:be )?(?:trying|retr)|will (?:be retried|retry|keep trying|continue to)|warning: message|not yet been delivered|temporary (?:failure|problem|error))\b|延迟|延遲|暂时(?:无法|未能)|仍(?:会|將|将)|继续(?:尝试|重试)|繼續嘗試|verzögert|wird weiter versucht|retardé|retrasad/iu;
/** The first words of an enhanced status (`5.1.1`, `#5.1.10`) or an SMTP answer (`550 …`). */
const ENHANCED = /(?<![\d.])#?([245]\.\d{1,3}\.\d{1,3})(?![\d.])/;
const SMTP_CODE = /(?<![\d.@-])([45]\d\d)(?=[ \-:;,])/;
const ADDRESS = /[^\s<>"'()[\]:;,，。：；“”（）《》【】、！]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\.[a-z]{2,24}/giu;

/**
 * QQ, 163, qmail, Exim and old Exchange write what happened in words: the recipient stands in X-Failed-Recipients, or is the first
 * address of the text that is not the one who reports; the status and the answer stand near it.
 */
function recipientsWithoutReport(mail: ParsedMail): BounceRecipient[] {
  const text = beforeOriginal(mail.text.slice(0, 20_000));
  const named = (mail.headers['x-failed-recipients'] ?? []).flatMap((value) => value.split(','));
  const own = mail.from?.address;
  const to = new Set(mail.to.map(({ address }) => address));
  const inText = [...text.matchAll(ADDRESS)].map(([address]) => address.replace(/\.$/, ''));
  const candidates = named.length > 0 ? named : inText.filter((address) => !isReporter(address, own)).slice(0, 1);
  const status = ENHANCED.exec(text)?.[1] ?? null;
  const code = SMTP_CODE.exec(text)?.[1];
  const action = actionOf(text, status, code, named.length > 0);
  return candidates.slice(0, MAX_RECIPIENTS).flatMap((raw) => {
    const address = normaliseAddress(raw);
    if (address === null || to.has(address)) return [];
    return [{ address, original: null, action, status, diagnostic: answerIn(text, status, code) }];
  });
}

function actionOf(text: string, status: string | null, code: string | undefined, named: boolean): BounceRecipient['action'] {
  if (DELAYED.test(text)) return 'delayed';
  if (status?.startsWith('5') || code?.startsWith('5') || named) return 'failed';
  return NO_SUCH.test(text) ? 'failed' : 'unknown';
}

const isReporter = (address: string, own: string | undefined): boolean =>
  address.toLowerCase() === own || /^(?:mailer-daemon|postmaster|mail-daemon|noreply|no-reply)@/i.test(address);

/** Below these words stands our own mail, with addresses of its own. */
function beforeOriginal(text: string): string {
  const cut = text.search(
    /^(?:-+\s*(?:original message|below this line is a copy|this is a copy|原始邮件|原邮件|原信)|original message headers|received: |return-path: |message-id: )/im,
  );
  return cut > 0 ? text.slice(0, cut) : text;
}

/** The line of the text that holds the server's answer, for the agent. */
function answerIn(text: string, status: string | null, code: string | undefined): string | null {
  const sign = status ?? code;
  const line = sign === undefined ? undefined : text.split('\n').find((each) => each.includes(sign));
  return line === undefined ? null : line.replace(/\s+/g, ' ').trim().slice(0, 500);
}

const messageIdInText = (text: string): string | null => {
  const found = /^[\s>]*message-id:\s*<([^<>\s]{3,300})>/im.exec(text.slice(0, 20_000))?.[1];
  return found ?? null;
};

const NO_SUCH =
  /(?:user|mailbox|recipient|address|account)(?:\s+\S{1,80})?\s+(?:unknown|not found|unavailable|disabled|inactive|does(?:n't| not) exist|(?:is )?invalid|rejected)|(?:no such|unknown|invalid|bad|non-?existent) (?:user|mailbox|recipient|address|account)|no mailbox here|address rejected|relay(?:ing)? denied: no|(?:用户|用戶|账号|帳號|邮箱|郵箱|收件人|地址)(?:名|地址)?(?:不存在|未找到|不正确|已停用|被禁用|无效|無效)|不存在的?(?:用户|邮箱|账号)|RecipNotFound|RecipientNotFound/iu;
const ELSEWHERE =
  /quota|full|too large|spam|blocked|blacklist|policy|reputation|dmarc|spf|dkim|rate|too many|virus|mailbox size|超出|已满|已滿|垃圾|拒绝|频率/iu;

/**
 * Whether nobody can ever be reached there: the address is wrong, or its mailbox was shut. A mailbox that is full, a mail that
 * looks like spam, or a server that does not like ours, says nothing against the address. Pure.
 */
export function isDeadAddress({ status, diagnostic }: Pick<BounceRecipient, 'status' | 'diagnostic'>): boolean {
  if (status?.startsWith('4')) return false;
  if (/^5\.1\.(?:0|1|2|3|6|10)$/.test(status ?? '') || status === '5.2.1' || status === '5.4.4') {
    return !(status === '5.1.0' || status === '5.2.1') || !ELSEWHERE.test(diagnostic ?? '');
  }
  const plain = status === null || /^5\.(?:0\.\d+|5\.\d+|4\.(?:1|14|310|300))$/.test(status);
  return plain && NO_SUCH.test(diagnostic ?? '') && !/quota|full|spam/i.test(diagnostic ?? '');
}

/** True where a server's refusal at the door says that there is no such mailbox. Pure. */
export const readSmtpRefusal = (reason: string): boolean =>
  /\b5\d\d\b/.test(reason) && isDeadAddress({ status: ENHANCED.exec(reason)?.[1] ?? null, diagnostic: reason });
