/** A place where earlier mail begins: `attribution` may be followed by `>` lines with answers between them, a `block` is all old. */
export type QuoteMark = { line: number; after: number; kind: 'attribution' | 'block' };

const COLON = '\\s*[:：]';
const re = (source: string): RegExp => new RegExp(source, 'iu');

/** `On … wrote:` in one line. The lead must hold a digit or an address (checked apart), so that a plain sentence is none. */
const ATTRIBUTIONS: readonly RegExp[] = [
  re(`^(?:On|At) .{4,400} wrote${COLON}$`),
  re(`^(?:在|于|於) ?.{4,400}(?:写道|寫道|写到|编写|来信)${COLON}$`),
  re(`^[^:：]{0,200}(?:于|於|在)[^于於在]{0,40}\\d[^于於在]{0,80}(?:写道|寫道)${COLON}$`),
  re(`^.{3,300}(?:のメッセージ|のメール|は書きました|が書きました|のコメント|さんは書きました)${COLON}$`),
  re(`^Am .{4,300} schrieb .{1,200}${COLON}$`),
  re(`^Am .{4,400} (?:geschrieben|schrieb)${COLON}$`),
  re(`^.{1,200} schrieb am .{4,200}${COLON}$`),
  re(`^Le .{4,400} a écrit${COLON}$`),
  re(`^El .{4,400} escribió${COLON}$`),
  re(`^Il .{4,400} ha scritto${COLON}$`),
  re(`^Em .{4,400} escreveu${COLON}$`),
  re(`^"?[^<>@]{0,120}"?\\s*<[^<>\\s]+@[^<>\\s]+> ?(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|写道|寫道)${COLON}$`),
  re(`^\\d{4}\\s*[-/.年].{6,120}<[^<>\\s]+@[^<>\\s]+>${COLON}$`),
  re(`^\\d{4}\\s?[.년].{6,160}(?:님이 (?:작성|쓴 글)|작성)${COLON}$`),
  re(`^Op .{4,300} (?:schreef .{1,200}|(?:heeft .{1,200} )?(?:geschreven|schreef))${COLON}$`),
  re(`^.{4,200}<[^<>\\s]+@[^<>\\s]+> (?:napisał(?:\\(a\\)|a)?|написал(?:\\(а\\)|а)?|пишет)${COLON}$`),
  re(`^\\d{1,2}\\.\\d{1,2}\\.\\d{4}.{3,160} (?:пишет|написал(?:\\(а\\)|а)?|napisał(?:\\(a\\)|a)?)${COLON}$`),
  re(`^\\p{L}{1,12}[.,]{1,2} \\d{1,2} \\p{L}{2,12}\\.? \\d{4}.{2,120}<[^<>\\s]+@[^<>\\s]+>${COLON}$`),
  re(`^\\d{1,2}\\.\\d{1,2}\\.\\d{4}, \\d{1,2}:\\d{2}, .{1,120}<[^<>\\s]+@[^<>\\s]+>${COLON}$`),
  re(`^\\p{L}{3,16}, \\d{1,2} \\p{L}{2,12} \\d{4}.{2,60} от .{1,160}<[^<>\\s]+@[^<>\\s]+>${COLON}$`),
];
const LEAD = /^(?:On|At|Am|Le|El|Il|Em|Op) |^[在于於]|^\d{4}\s*[-/.年]|^"?[^<>@]{1,80}"?\s*<[^<>\s]+@|schrieb am /iu;
const EVIDENCE = /\d|@/;

const DASHED = [
  ...['original(?: message)?', 'forwarded message', 'reply message', 'ursprüngliche nachricht', 'original-?nachricht'],
  ...['weitergeleitete nachricht', "message d['’]origine", 'message (?:transféré|original)', 'mensaje (?:original|reenviado)'],
  ...[
    'mensagem (?:original|encaminhada)',
    'messaggio (?:originale|inoltrato)',
    '元のメッセージ',
    '転送メッセージ',
    '転送されたメッセージ',
  ],
  ...[
    '原始邮件',
    '原始郵件',
    '原邮件(?:信息)?',
    '原郵件',
    '原始信件',
    '回复的原?邮件',
    '回覆的原?郵件',
    '转发(?:的)?邮件(?:信息)?',
    '轉寄郵件',
    '轉寄的郵件',
  ],
];
const SEPARATOR = re(`^-{2,40}\\s*(?:${DASHED.join('|')})\\s*[:：]?\\s*-{2,40}$`);
const FORWARD = re(
  `^(?:Begin forwarded message|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|Début du message (?:réexpédié|transféré)|Inicio del mensaje reenviado|开始转发的邮件|開始轉寄郵件|下面是被转发的邮件|以下是轉寄信件|転送されたメッセージ)${COLON}$`,
);

type Label = 'from' | 'sent' | 'to' | 'cc' | 'subject';
const LABELS: Record<Label, string> = {
  from: 'From|Von|De|Da|Van|Från|Fra|Od|От|差出人|送信者|发件人|發件人|寄件者|寄件人|보낸 ?사람',
  sent: 'Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el| em)?|Fecha|Data|Inviato|Verzonden|Skickat|Sendt|Дата|Отправлено|Wysłano|Odesláno|Enviada em|发送时间|发送日期|發送時間|發送日期|傳送時間|寄件日期|日期|时间|時間|送信日時|日時|日付|보낸 ?날짜',
  to: 'To|An|À|Para|A|Aan|Till|Til|Do|Кому|收件人|收件者|宛先|받는 ?사람',
  cc: 'Cc|Kopie|Copie|抄送|副本|참조',
  subject: 'Subject|Betreff|Objet|Asunto|Assunto|Oggetto|Onderwerp|Emne|Ämne|Тема|Temat|Předmět|主题|主題|主旨|件名|제목',
};
const LABEL_LINES = Object.entries(LABELS).map(
  ([label, words]) => [label as Label, re(`^[*|\\s]{0,4}(?:${words})[*\\s]{0,3}(?:[:：]|\\s*\\|)[*]?`)] as const,
);
const INNER_LABELS = /(?:发送时间|发送日期|發送時間|傳送時間|收件人|收件者|抄送|副本|主题|主題|主旨|Sent|To|Subject)\s*[:：]/giu;

const labelOf = (line: string): Label | null => LABEL_LINES.find(([, pattern]) => pattern.test(line))?.[0] ?? null;

/** A line such as `发件人：Mei <mei@shop.test>`, taken apart; null for any other. */
export function labelledLine(line: string): { label: Label; value: string } | null {
  const flat = plain(line);
  const label = labelOf(flat);
  return label && { label, value: flat.replace(/^[^:：|]{1,60}[:：|][*\s]*/u, '').trim() };
}

/** Spaces of every width made plain, so that QQ's no-break spaces and full-width ones do not hide a mark. */
const plain = (line: string): string =>
  line
    .slice(0, 1000)
    .replace(/[\s\u00A0\u3000]+/gu, ' ')
    .trim();

/**
 * The header block Outlook and QQ put over old mail. It needs a From, two more labels, and an address or a subject: a
 * customer who writes "From: Beijing / To: Shanghai / Date: 20 May" is booking a trip.
 */
function isHeaderBlock(lines: readonly string[], start: number): boolean {
  const first = plain(lines[start] ?? '');
  const opening = labelOf(first);
  if (opening !== 'from' && opening !== 'sent') return false;
  if (opening === 'from' && new Set(first.match(INNER_LABELS)).size >= 2) return true;
  const seen = new Set<Label>();
  let [address, other] = [false, 0];
  for (let index = start; index < Math.min(lines.length, start + 12) && other <= 1; index += 1) {
    const line = plain(lines[index] ?? '');
    const label = labelOf(line);
    if (label !== null) seen.add(label);
    else if (line !== '') other += 1; // one folded line is allowed for
    if (label !== null && line.includes('@')) address = true;
  }
  return seen.has('from') && seen.size >= 3 && (address || seen.has('subject'));
}

/** How many lines, from 1 to 3, the attribution that starts here takes; 0 for none. Mailers wrap it at 76 columns. */
function attributionLength(lines: readonly string[], start: number): number {
  const first = plain(lines[start] ?? '');
  const matches = (text: string): boolean => EVIDENCE.test(text) && ATTRIBUTIONS.some((pattern) => pattern.test(text));
  if (first.length > 400) return 0;
  if (/[:：]$/.test(first) && matches(first)) return 1;
  if (!LEAD.test(first) || first.length < 10) return 0;
  let joined = first;
  for (let more = 1; more <= 2; more += 1) {
    const next = plain(lines[start + more] ?? '').replace(/^>+ ?/, '');
    if (next === '' || (LEAD.test(next) && /[:：]$/.test(next) && matches(next))) return 0;
    joined = `${joined} ${next}`;
    if (/[:：]$/.test(next)) return matches(joined) ? more + 1 : 0;
  }
  return 0;
}

/** The first place in the lines where earlier mail begins, or null. Lines already quoted with `>` are passed over. */
export function findQuoteMark(lines: readonly string[]): QuoteMark | null {
  for (let line = 0; line < lines.length; line += 1) {
    const text = lines[line] ?? '';
    if (text.length > 1000 || text.startsWith('>') || !/[\p{L}:：|]/u.test(text)) continue;
    const flat = plain(text);
    if (SEPARATOR.test(flat) || FORWARD.test(flat)) return { line, after: line + 1, kind: 'block' };
    if (/[:：|]/.test(flat) && isHeaderBlock(lines, line)) return { line: ruleAbove(lines, line), after: line, kind: 'block' };
    const length = attributionLength(lines, line);
    if (length > 0) return { line, after: line + length, kind: 'attribution' };
  }
  return null;
}

/** Outlook draws a line of underscores or dashes over its block; it belongs to the quote. */
function ruleAbove(lines: readonly string[], block: number): number {
  let line = block - 1;
  while (line >= 0 && plain(lines[line] ?? '') === '') line -= 1;
  return line >= 0 && /^[-_=*]{5,}$/.test(plain(lines[line] ?? '')) ? line : block;
}
