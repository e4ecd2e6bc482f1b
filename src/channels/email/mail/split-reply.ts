import EmailReplyParser from 'email-reply-parser';
import { findQuoteMark } from './quote-marks.js';

export type SplitReply = {
  /** What the customer wrote now. Empty only when the whole text is. */
  reply: string;
  /** Earlier mail below (or around) the reply. */
  quoted: string | null;
  /** Signature block or "Sent from my iPhone". */
  signature: string | null;
};

type Lines = readonly string[];

/**
 * Parts a mail's text into what was written now and what was carried along; nothing is thrown away. Every language is tried:
 * the quote is in the language of the customer's mail program, which need not be the customer's or ours.
 *
 * Order: our own marks (Outlook, QQ, 163, Apple, Gmail, Thunderbird in zh, en, de, fr, es, it, pt, ja), then the tail
 * of `>` lines, with the line above it that email-reply-parser knows in further languages. Where a cut would leave nothing, the text is taken as a whole:
 * a forwarded mail without a word above it is what the customer wanted to say.
 */
export function splitReply(text: string): SplitReply {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const { own, old } = cutQuote(lines);
  if (isBlank(own)) return { reply: text.trim(), quoted: null, signature: null };
  const { body, signature } = cutSignature(own);
  return isBlank(body)
    ? { reply: joined(own), quoted: joined(old) || null, signature: null }
    : { reply: joined(body), quoted: joined(old) || null, signature: joined(signature) || null };
}

const isQuoted = (line: string): boolean => /^\s{0,3}>/.test(line);
const isBlank = (lines: Lines): boolean => lines.every((line) => line.trim() === '');

function joined(lines: Lines): string {
  let [start, end] = [0, lines.length];
  while (start < end && lines[start]?.trim() === '') start += 1;
  while (end > start && lines[end - 1]?.trim() === '') end -= 1;
  return lines.slice(start, end).join('\n').trimEnd();
}

function cutQuote(lines: Lines): { own: string[]; old: string[] } {
  const mark = findQuoteMark(lines);
  if (mark?.kind === 'block') return { own: lines.slice(0, mark.line), old: lines.slice(mark.line) };
  if (mark) return weave(lines.slice(0, mark.line), lines.slice(mark.line, mark.after), lines.slice(mark.after));
  const cut = Math.min(trailingQuote(lines), libraryCut(lines));
  return { own: lines.slice(0, cut), old: lines.slice(cut) };
}

/**
 * After `On … wrote:` three shapes are told apart by the `>` lines: none (all that follows is old), one run of them with words
 * behind it (an answer written below the quote), and several runs (answers between the lines, which make no sense without the
 * lines they answer: those stay in the reply).
 */
function weave(above: Lines, attribution: Lines, rest: Lines): { own: string[]; old: string[] } {
  if (!rest.some(isQuoted)) return { own: [...above], old: [...attribution, ...rest] };
  const end = trailingQuote(rest);
  const woven = rest.slice(0, end);
  const first = woven.findIndex(isQuoted);
  if (first < 0) {
    // Words between attribution and quote: only old text is left behind them.
    const old = [...attribution, ...rest];
    return isBlank(woven) ? { own: [...above], old } : { own: [...above, ...woven], old: [...attribution, ...rest.slice(end)] };
  }
  const runs = woven.filter((line, index) => isQuoted(line) && !isQuoted(previousWords(woven, index))).length;
  const answersBetween = runs > 1 || end < rest.length;
  const own = answersBetween ? woven : woven.filter((line) => !isQuoted(line));
  const old = [...attribution, ...rest.filter(isQuoted)];
  return { own: [...above, ...own], old };
}

function previousWords(lines: Lines, index: number): string {
  let line = index - 1;
  while (line >= 0 && lines[line]?.trim() === '') line -= 1;
  return lines[line] ?? '';
}

/** Where a last run of `>` lines begins (blank lines between them included); the length when the text ends in own words. */
function trailingQuote(lines: Lines): number {
  let start = lines.length;
  for (let line = lines.length - 1; line >= 0; line -= 1) {
    if (isQuoted(lines[line] ?? '')) start = line;
    else if (lines[line]?.trim() !== '') break;
  }
  return start;
}

/** Above this the library's backtracking patterns cost too much; such a mail is kept whole. */
const LIBRARY_LIMIT = 20_000;

/**
 * The library joins lines and strips indents, so its answer is used as a place only: the first line of the quoted fragments at
 * the end, looked up in the lines as they were. Its reading of `From: …` lines is not taken: it needs one such line alone, which
 * customers write too, and our own marks know the blocks.
 */
function libraryCut(lines: Lines): number {
  const text = lines.join('\n');
  if (text.length > LIBRARY_LIMIT) return lines.length;
  const fragments = new EmailReplyParser().read(text).getFragments();
  let first = fragments.length;
  while (first > 0 && fragments[first - 1]?.isHidden()) first -= 1;
  while (first < fragments.length && !fragments[first]?.isQuoted()) first += 1;
  const opening = fragments[first]?.getContent().trim().split('\n')[0] ?? '';
  if (!/[\d@>]/.test(opening) || /^(?:From|Von|De|Van|Da)\s?:/.test(opening)) return lines.length;
  const at = lines.findIndex((line) => line.trim().length > 3 && opening.startsWith(line.trim()));
  return at < 0 ? lines.length : at;
}

const MOBILE: readonly RegExp[] = [
  /^(?:Sent|Get Outlook) (?:from|via|for) (?:my |Mail|Outlook|Yahoo|Samsung|the |iOS|Android).{0,80}$/iu,
  /^(?:从|從)我的 ?.{1,40}(?:发送|發送|傳送)$|^(?:发自|發自|来自|寄自|傳自)(?:我的|(?:于|於)? ?(?:iP|Android|安卓|华为|HUAWEI|小米|Xiaomi|荣耀|OPPO|vivo|三星|Samsung|手机|手機|QQ|网易|Foxmail|Mac|Outlook)).{0,60}$|^从.{1,20}(?:邮箱|郵件|手机).{0,20}发送$/u,
  /^(?:Von meinem .{1,60} gesendet|Gesendet (?:von|mit) .{1,80})$/iu,
  /^(?:Envoyé (?:de mon|depuis|à partir de) .{1,80}|Télécharger Outlook .{1,80})$/iu,
  /^(?:Enviado (?:desde|do) mi?e?u? ?.{1,80}|Inviato da.{1,80})$/iu,
  /^.{1,40}から送信(?:しました|されました)?$/u,
  /^나의 .{1,40}에서 보냄$|^.{1,40}에서 보낸 메일입니다\.?$/u,
  /^(?:Отправлено с (?:моего )?(?:iP|Android|Sam|Huawei|Xiaomi|Outlook|мобил).{0,60}|Отправлено из .{0,20}(?:Почты|Mail|Outlook).{0,40})$/u,
  /^(?:Verstuurd vanaf|Verzonden (?:vanaf|met)|Wysłane z|Skickat från|Sendt fra|Lähetetty) .{1,60}$/iu,
  /^(?:获取|取得|下载) Outlook .{1,40}$/u,
];

/** A signature: what stands under `-- ` (or QQ's long dashed line) when it is short, else one last "sent from my phone" line. */
function cutSignature(lines: Lines): { body: string[]; signature: string[] } {
  let cut = lines.length;
  for (let line = lines.length - 1; line >= Math.max(0, lines.length - 20); line -= 1) {
    const text = lines[line] ?? '';
    const below = lines.slice(line + 1);
    const short = below.every((next) => next.length <= 120 && !isQuoted(next));
    if (short && (/^-- ?$/.test(text) || (/^-{18}\s*$/.test(text) && below.length <= 6))) cut = line;
  }
  const last = lines.slice(0, cut).findLastIndex((line) => line.trim() !== '');
  if (MOBILE.some((pattern) => pattern.test(lines[last]?.trim() ?? ''))) cut = last;
  return { body: lines.slice(0, cut), signature: lines.slice(cut) };
}
