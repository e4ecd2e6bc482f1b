import { DIGITS, type Finding } from './findings.js';
import { lastPart, says } from './find-secrets.js';

const forWhat = `(?:\\s+(?:for|to|of|on|at)\\s+[^\\s:=]{1,30}(?:\\s+[^\\s:=]{1,30}){0,3}?)?`;
const opened = `["'“”‘’「『]?`;
const passwordEn = new RegExp(
  `\\b(?:pass ?words?|pass ?codes?|pass ?phrase|passwd|pwd|passwort|kennwort)\\b${forWhat}\\s{0,5}((?:is|was|ist|has been)\\b\\s{0,3}[:：=]?|[:：=＝]|->|→)\\s{0,5}(${opened})([^\\s"“”「」『』])`,
  'giu',
);
const passwordZh = new RegExp(
  `(?:密码|密碼|口令)\\s{0,5}((?:就?是|为|為|叫)\\s{0,3}[:：]?|[:：=＝])\\s{0,5}(${opened})([^\\s"“”「」『』])`,
  'gu',
);
const pin = new RegExp(`\\bpin(?:[ -]?(?:code|number))?\\b(?:码)?${says}{1,6}([${DIGITS}]{4,8})(?![${DIGITS}])`, 'giu');

const words = (text: string): Set<string> => new Set(text.trim().split(/\s+/));

/** After "is" these say how it is with the password, and not what it is. */
const states = words(
  `accepted again already also always asked being blank blocked broken case changed correct denied different disabled easy empty enabled encrypted
  entered expired fine forgotten gone good hard here hidden ignored in incorrect invalid just known locked long lost me mine missing my necessary
  needed never new no not now ok okay old on only optional out outdated protected public refused rejected remembered required reset right safe same
  saved secret secure sent set short shown still stored strong stuck that the there this too true unknown unsafe updated useless valid visible weak
  what where working written wrong yes your very really somehow somewhere nicht falsch richtig abgelaufen vergessen`,
);
/** With one of these somebody begins to tell what is the matter. */
const beginnings =
  words(`i i'm i’m im i've i’ve can cannot can't can’t could how why when where which who help need forgot does doesn't did didn't won't
  please change ich wie wo warum kann`);
/** And with these they go on: nobody's pass phrase is made of them. */
const prose =
  words(`a an and any anymore account after an app are as asks at be been before but by code do email error every field for from get got has
  have i is it its link log login longer mail me message more my of or page please says screen shows since site so some system than thanks the
  them then time times to today try tried was we website when while will with work works yesterday yet you your`);
/** What stands before one of these was the whole of it: "hunter2 and my order is late". */
const goesOn = words(
  `and but can could e-mail email for i in is it login my on order please so thank thanks the to user username with`,
);

const mostWords = 12;
const longestLine = 200;

interface Said {
  /** The first word after "is" or the colon. */
  word: string;
  /** The rest of the line, as far as the sentence goes. */
  phrase: string;
  asks: boolean;
  after: string;
}

/** Passwords: one word, or several up to the end of their line, wherever somebody says that this is it. */
export function findPasswords(text: string, html = false): Finding[] {
  const found: Finding[] = [...text.matchAll(pin)].map((match) => lastPart('password', match.index + match[0].length, match[1]!));
  for (const pattern of [passwordEn, passwordZh])
    for (const match of text.matchAll(pattern)) {
      const [, verb, quote, first] = match as unknown as [string, string, string, string];
      const start = match.index + match[0].length - first.length;
      const line = lineAt(text, start, html);
      const named = /[:：=＝>→]\s*$/.test(verb);
      const secret = quote ? withinQuotes(line) : secretOf(saidIn(line), { named, chinese: pattern === passwordZh });
      if (secret) found.push({ kind: 'password', start, end: start + secret.length });
    }
  return found;
}

function lineAt(text: string, start: number, html: boolean): string {
  const [line] = text.slice(start, start + longestLine).split(html ? /[\n\r<]/ : /[\n\r]/, 1);
  return line!;
}

function withinQuotes(line: string): string | undefined {
  const [inside] = line.split(/["“”‘’「」『』]|'(?=\W|$)/, 1);
  return isWorthVeiling(inside!.trimEnd()) ? inside!.trimEnd() : undefined;
}

const trimmed = (text: string): string => text.replace(/[.,;:!?)\]}"'”’」』>。，；！？]+$/u, '') || text;

function saidIn(line: string): Said {
  const [rest] = line.split(/["“”「」『』]/, 1);
  const [sentence] = rest!.split(/(?<=[^\s])[.,;!?](?=\s|$)|[。，；！？、]/u, 1);
  const [word] = /^\S+/.exec(sentence!) ?? [sentence!];
  const own = trimmed(word.slice(0, 64));
  const phrase = trimmed(sentence!.trimEnd());
  return { word: own, phrase, asks: /^\s*[?？]/.test(rest!.slice(phrase.length)), after: line.slice(own.length) };
}

function secretOf(said: Said, { named, chinese }: { named: boolean; chinese: boolean }): string | undefined {
  if (chinese) return chineseSecret(said, named);
  const several = said.phrase.split(/\s+/);
  if (several.length > 1 && isPhrase(said, several, named)) return wholeOf(said, several);
  return isSecret(said, named) ? said.word : undefined;
}

/** In Chinese nothing stands between two words: what is typed in other signs is read like English, and the rest to the end of the sentence. */
function chineseSecret(said: Said, named: boolean): string | undefined {
  const [typed] = /^[\x21-\x7e]+(?: +[\x21-\x7e]+)*/.exec(said.phrase) ?? [];
  if (typed) {
    const several = trimmed(typed).split(/ +/);
    const read = { ...said, word: trimmed(several[0]!), phrase: trimmed(typed) };
    if (named && several.length > 1 && isPhrase(read, several, named)) return wholeOf(read, several);
    return isWorthVeiling(read.word) ? read.word : undefined;
  }
  const isTold = /[忘错錯不没沒改换換什多怎吗嗎请請无無找回修过過失已需要登录錄输輸设設置问問提示空的了]/u.test(said.phrase);
  return named && !said.asks && !isTold && /^[\p{Script=Han}\p{N}\p{L}]{3,30}$/u.test(said.phrase) ? said.phrase : undefined;
}

function isPhrase({ word, asks }: Said, several: string[], named: boolean): boolean {
  const [first, ...rest] = several.map((one) => one.toLowerCase()) as [string, ...string[]];
  if (asks || several.length > mostWords || isVeiled(word) || isLink(word)) return false;
  const told = rest.some((one) => prose.has(one) || states.has(one));
  if (named) return !((states.has(first) || beginnings.has(first)) && (told || several.length < 3));
  // "is" says a lot besides: three words or more, and none of them tells anything.
  return several.length >= 3 && !told && !beginnings.has(first) && !/(?:ed|ing|ly)$/.test(first) && several.every(isLetters);
}

const isVeiled = (word: string): boolean => /^[•*●x]+$/i.test(word);
const isLink = (word: string): boolean => /^https?:\/\//i.test(word);
const isLetters = (word: string): boolean => /^\p{L}+$/u.test(word);

/** All of a phrase; of one that begins with what can be no word, as much as belongs to it. */
function wholeOf({ word, phrase }: Said, several: string[]): string {
  if (isLetters(word)) return phrase;
  const ends = several.findIndex((one, index) => index > 0 && goesOn.has(one.toLowerCase()));
  if (ends < 0) return phrase;
  const taken = new RegExp(`^(?:\\S+\\s+){${ends - 1}}\\S+`, 'u').exec(phrase);
  return taken ? trimmed(taken[0]) : word;
}

const isWorthVeiling = (word: string): boolean =>
  word.length >= 3 && !isVeiled(word) && !isLink(word) && !states.has(word.toLowerCase());

function isSecret({ word, after, asks, phrase }: Said, named: boolean): boolean {
  if (!isWorthVeiling(word)) return false;
  if (named) return !(beginnings.has(word.toLowerCase()) && phrase !== word) && !(asks && phrase !== word);
  if (/\d/.test(word) || /[^\p{L}\p{N}'’-]/u.test(word) || /\p{Ll}\p{Lu}/u.test(word)) return true;
  // A plain word is one where the sentence ends with it: "my password is sunshine."
  return word.length >= 5 && !/(?:ed|ing|ly)$/i.test(word) && /^\s*(?:$|[\n.,;!?。])/.test(after);
}
