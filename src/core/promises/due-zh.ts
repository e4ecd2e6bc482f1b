import { type DayPart, type Span, type TimeWord, type TimeWords, WordTaker } from './due-words.js';

const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  兩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const NUM = '(?:\\d{1,3}|[〇零一二两兩三四五六七八九十]{1,3})';
const PART = '(凌晨|清晨|早上|早晨|清早|一早|上午|午前|中午|正午|午后|下午|傍晚|晚上|晚间|夜里|晚)';
const PARTS: Record<string, DayPart> = {
  ...{ 凌晨: 'dawn', 清晨: 'dawn', 早上: 'morning', 早晨: 'morning', 清早: 'morning', 一早: 'morning', 上午: 'morning' },
  ...{ 午前: 'morning', 中午: 'noon', 正午: 'noon', 午后: 'afternoon', 下午: 'afternoon', 傍晚: 'dusk', 晚上: 'evening' },
  ...{ 晚间: 'evening', 夜里: 'evening', 晚: 'evening' },
};
const UNITS: Record<string, Span['unit']> = {
  ...{
    分钟: 'minute',
    分鐘: 'minute',
    分: 'minute',
    小时: 'hour',
    小時: 'hour',
    钟头: 'hour',
    工作日: 'workday',
    工作天: 'workday',
  },
  ...{ 天: 'day', 日: 'day', 周: 'week', 週: 'week', 星期: 'week', 礼拜: 'week', 禮拜: 'week', 月: 'month' },
};
const UNIT = `(${Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join('|')})`;
const WEEK = '(?:周|週|星期|礼拜|禮拜)';

const all = (source: string): RegExp => new RegExp(source, 'g');

/** 三 = 3, 十二 = 12, 二十 = 20, 四十八 = 48, "24" = 24; NaN for what is no number. */
export function numberInChinese(word: string): number {
  if (/^\d+$/.test(word)) return Number(word);
  const [tens, ones, more] = word.split('十');
  if (more !== undefined) return NaN;
  if (ones === undefined) return [...word].reduce((sum, sign) => sum * 10 + (DIGITS[sign] ?? NaN), 0);
  return (tens ? (DIGITS[tens] ?? NaN) : 1) * 10 + (ones ? (DIGITS[ones] ?? NaN) : 0);
}

/** The words of time of a Chinese sentence with plain signs. Pure. */
export function timeWordsInChinese(plain: string): TimeWords {
  const taker = new WordTaker(plain);
  spans(taker);
  dates(taker);
  ends(taker);
  days(taker);
  times(taker);
  taker.take(all(`(?<!最)${PART}(?!些|一?点|安|餐|饭)`), ([, part]) => void taker.found.parts.push(PARTS[part!]!));
  taker.take(
    /尽快|盡快|尽早|稍后|稍後|待会儿?|等会儿?|一会儿?|过会儿?|晚些时候|晚一?点(?!钟)|随后|过几天|过两天|这几天|这两天|近期|最近|改天|回头|有空|下周(?!内)|下个?星期|下个?礼拜|下个?月(?!底)|周末|马上|立即|立刻|第一时间|几天之?内|几个?工作日/g,
    () => void (taker.found.vague = true),
  );
  return taker.found;
}

function spans(taker: WordTaker): void {
  const { found } = taker;
  const add = (amount: number, unit: Span['unit']): boolean => {
    if (!(amount > 0)) return false;
    found.spans.push({ amount, unit });
    return true;
  };
  const after = '(?:钟)?(?:之?[内內]|以[内內]|[内內]|之?后|以后|後|左右)';
  taker.take(all(`(?:[几数]|好几)个?${UNIT}${after}`), () => void (found.vague = true));
  // 三天前, 上周五: past, no due time.
  taker.take(all(`${NUM}个?半?${UNIT}(?:之|以)?前(?!发|寄|给|回|送|处|完|到|退|答|联|通)`), () => true);
  taker.take(all(`上个?${WEEK}[一二三四五六日天]?|上个?月|昨[天日晚]|前天|刚才|刚刚`), () => true);
  taker.take(all(`(?<!个)半个?(?:小时|小時|钟头)${after}?`), () => add(30, 'minute'));
  taker.take(all(`(${NUM})个半(?:小时|小時|钟头)${after}?`), ([, hours]) => add(numberInChinese(hours!) * 60 + 30, 'minute'));
  taker.take(all(`([一二两三四五六七八九])([二两三四五六七八九])个?${UNIT}${after}`), ([, , most, unit]) =>
    add(numberInChinese(most!), UNITS[unit!]!),
  );
  taker.take(all(`(${NUM})(?: ?(?:-|~|到|至|、|或) ?(${NUM}))? ?个? ?${UNIT}${after}`), ([, least, most, unit]) =>
    add(numberInChinese(most ?? least!), UNITS[unit!]!),
  );
  taker.take(
    all(
      `(?:最多|最迟|最慢|不超过|大概|大约|预计|需要?|再过|过) ?(${NUM})(?:(?:-|~|到|至)(${NUM}))?个?(?!月\\d|点|點)${UNIT}(?!\\d)`,
    ),
    ([, least, most, unit]) => add(numberInChinese(most ?? least!), UNITS[unit!]!),
  );
  taker.take(all(`(${NUM})(?: ?(?:-|~|到|至) ?(${NUM}))个?(小时|工作日|天)`), ([, , most, unit]) =>
    add(numberInChinese(most!), UNITS[unit!]!),
  );
  taker.take(all(`每(?:个)?${WEEK}[一二三四五六日天]?|每天|每日|每月`), () => void (found.unclear = true));
}

function dates(taker: WordTaker): void {
  const { days } = taker.found;
  const add = (day: string, month?: string, year?: string): boolean => {
    const [d, m] = [numberInChinese(day), month === undefined ? undefined : numberInChinese(month)];
    if (!(d >= 1 && d <= 31) || (m !== undefined && !(m >= 1 && m <= 12))) return false;
    days.push({ kind: 'date', day: d, month: m, year: year ? Number(year) : undefined });
    return true;
  };
  taker.take(/(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/g, ([, year, month, day]) => add(day!, month, year));
  taker.take(all(`(?:(\\d{4})年)?(${NUM})月(${NUM})[日号號]?`), ([, year, month, day]) => add(day!, month, year));
  taker.take(/(?<![\d./-])(\d{1,2})\/(\d{1,2})(?![\d/])/g, ([, month, day]) => add(day!, month));
  taker.take(all(`(?<![\\d单编机型第])(?:下个?月|本月|这个月)?(${NUM})[号號](?![线楼码店机门桌客专])`), ([words, day]) => {
    if (words.startsWith('下')) return void (taker.found.unclear = true);
    return add(day!);
  });
  taker.take(/(?<![\d年月])(\d{1,2})日(?![内元常])/g, ([, day]) => add(day!));
}

function ends(taker: WordTaker): void {
  const { days, parts } = taker.found;
  taker.take(/下班(?:之|以)?前|今天之?内|今日内|当[天日]之?内|打烊前|营业结束前/g, () => void parts.push('end'));
  taker.take(/(下个?|本|这个?)?(?:月底|月末)(?:之?前)?/g, ([, which]) => {
    days.push({ kind: 'end', of: 'month', ahead: which?.startsWith('下') ? 1 : 0 });
  });
  taker.take(/年底(?:之?前)?|年末/g, () => void days.push({ kind: 'end', of: 'year', ahead: 0 }));
  taker.take(all(`(下个?|本|这个?)${WEEK}(?:之?内|以内)`), ([, which]) => {
    days.push({ kind: 'end', of: 'week', ahead: which!.startsWith('下') ? 1 : 0 });
  });
  taker.take(all(`(?:本|这个?)${WEEK}(?![一二三四五六日天末])`), () => void days.push({ kind: 'end', of: 'week', ahead: 0 }));
}

function days(taker: WordTaker): void {
  const { days, parts } = taker.found;
  const add = (offset: number, part?: DayPart): void => {
    days.push({ kind: 'offset', days: offset });
    if (part) parts.push(part);
  };
  taker.take(/大[后後](?:天|日)/g, () => add(3));
  taker.take(/(?<!以)[后後](?:天|日)/g, () => add(2));
  taker.take(/明(?:天|日|儿)|(?<![声说证表聪透])明(?=[早晚上下])/g, () => add(1));
  taker.take(/今(?:天|日|儿)|今(?=[早晚])|当[天日]/g, () => add(0));
  taker.take(all(`(下下个?|下个?|这个?|本)?${WEEK}([一二三四五六日天])(?!个|次)`), ([, which, day]) => {
    const weeks = which === undefined ? undefined : which.startsWith('下下') ? 2 : which.startsWith('下') ? 1 : 0;
    days.push({ kind: 'weekday', day: '一二三四五六日天'.indexOf(day!) === 7 ? 7 : '一二三四五六日'.indexOf(day!) + 1, weeks });
  });
  taker.take(/(?<=\u00a4)早(?![就已])/g, () => void parts.push('morning'));
}

/** A bare 一点 is "a little", unless a day or a part of one stands before it. */
const BEFORE_ONE = /(?:午|晨|晚上?|早上|\u00a4|[在于约近])\s?$/;

function times(taker: WordTaker): void {
  const { times } = taker.found;
  const clock = `(?:${PART} ?)?(${NUM})(?:[:](\\d{2})|(?:点|點|(?<=\\d)时(?![候间段]))(?:钟|鐘|整)?(半|一刻|三刻|${NUM}分?)?)`;
  taker.take(all(`${clock} ?(?:到|至|-|~|或) ?${clock}`), (match) => {
    const [, firstPart, , , , lastPart, hour, minute, rest] = match;
    return push(times, timeOf(lastPart ?? firstPart, hour!, minute, rest));
  });
  taker.take(all(`(?:${PART} ?)?(${NUM}) ?(?:到|至|-|~) ?(${NUM})(?:点|點)(半)?`), ([, part, , hour, rest]) =>
    push(times, timeOf(part, hour!, undefined, rest)),
  );
  taker.take(all(clock), ([words, part, hour, minute, rest], before) => {
    if (/^一[点點]$/.test(words) && !BEFORE_ONE.test(before)) return false;
    return push(times, timeOf(part, hour!, minute, rest));
  });
}

function push(times: TimeWord[], time: TimeWord | null): boolean {
  if (time) times.push(time);
  return time !== null;
}

function timeOf(part: string | undefined, hour: string, minute: string | undefined, rest: string | undefined): TimeWord | null {
  const quarters = rest === '半' ? 30 : rest === '一刻' ? 15 : rest === '三刻' ? 45 : undefined;
  const minutes = minute !== undefined ? Number(minute) : (quarters ?? (rest ? numberInChinese(rest.replace('分', '')) : 0));
  const time = { hour: numberInChinese(hour), minute: minutes, part: part ? PARTS[part] : undefined };
  if (!(time.hour <= 24) || !(time.minute <= 59)) return null;
  return { ...time, exact: minute !== undefined && hour.length === 2 && !part };
}
