import type { PersonRecord } from '../../src/core/identity/person.js';

/** Two records, and whether they are of one person. */
export interface RecordPair {
  one: PersonRecord;
  other: PersonRecord;
  samePerson: boolean;
  /** What kind of pair it is, to see where errors lie. */
  because: 'same person' | 'strangers' | 'namesakes' | 'household' | 'colleagues';
}

type Dice = () => number;

/** A seeded source of numbers from 0 to 1: the same seed gives the same pairs on every machine. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const words = (text: string): string[] => text.split(' ');
const HAN_FAMILIES = words(
  '王 wang 李 li 张 zhang 刘 liu 陈 chen 杨 yang 黄 huang 赵 zhao 吴 wu 周 zhou 徐 xu 孙 sun 马 ma 朱 zhu 胡 hu 郭 guo 何 he 林 lin 高 gao 罗 luo 欧阳 ouyang 郑 zheng 谢 xie 唐 tang 许 xu 邓 deng 冯 feng 曾 zeng 蔡 cai 潘 pan',
);
const HAN_GIVEN = words(
  '伟 wei 芳 fang 娜 na 敏 min 静 jing 丽 li 强 qiang 磊 lei 军 jun 洋 yang 勇 yong 艳 yan 杰 jie 娟 juan 涛 tao 明 ming 超 chao 秀 xiu 霞 xia 平 ping 刚 gang 英 ying 华 hua 玉 yu 兰 lan 红 hong 建 jian 国 guo 文 wen 辉 hui 鹏 peng 飞 fei 婷 ting 雪 xue 梅 mei 玲 ling 燕 yan 晓 xiao 宇 yu 浩 hao 子 zi 涵 han 轩 xuan 欣 xin 怡 yi 佳 jia 琪 qi 雨 yu 思 si 嘉 jia 俊 jun 博 bo 志 zhi 海 hai 波 bo 斌 bin 曦 xi 珂 ke 璐 lu 骞 qian 煜 yu 钰 yu 翊 yi',
);
const TRADITIONAL: Record<string, string> = {
  张: '張',
  刘: '劉',
  陈: '陳',
  杨: '楊',
  黄: '黃',
  赵: '趙',
  吴: '吳',
  孙: '孫',
  马: '馬',
  罗: '羅',
  欧: '歐',
  阳: '陽',
  郑: '鄭',
  谢: '謝',
  许: '許',
  邓: '鄧',
  冯: '馮',
  伟: '偉',
  静: '靜',
  丽: '麗',
  强: '強',
  军: '軍',
  艳: '艷',
  杰: '傑',
  涛: '濤',
  刚: '剛',
  华: '華',
  兰: '蘭',
  红: '紅',
  国: '國',
  辉: '輝',
  鹏: '鵬',
  飞: '飛',
  晓: '曉',
  轩: '軒',
};
const LATIN_FAMILIES = words(
  'Müller Schmidt García Fernández Rossi Ferrari Dubois Lefèvre Novák Svoboda Kowalski Nowak Johansson Ødegård Jensen Silva Santos Smith Johnson Williams Brown Taylor Walker Murphy O’Brien Kelly Nguyen Popescu Horváth Çelik Yılmaz Papadopoulos Ivanova Petrova Andersson Becker Hoffmann Weiß Krüger Moreau Laurent Bianchi Romano',
);
const LATIN_GIVEN = words(
  'José María Anna Jörg Lukas Sophie Émile François Chloé Jan Petra Ágnes Zoë Björn Søren Olga Ivan Peter Paul Laura Emma Oliver Jack Grace Daniel Michael Thomas Sarah Julia Katharina Matteo Giulia Łukasz Zofia Mehmet Ayşe Elena Nikos Ines Bruno Hanna Felix Leon Clara Nora David',
);
const HAN_CITIES = words('北京 上海 广州 深圳 杭州 南京 成都 武汉 重庆 天津');
const HAN_CITIES_LATIN = words('Beijing Shanghai Guangzhou Shenzhen Hangzhou Nanjing Chengdu Wuhan Chongqing Tianjin');
const LATIN_CITIES = words('München Köln Wien Zürich Praha Roma Milano Paris Lyon Madrid London Dublin');
const LATIN_CITIES_ENGLISH = words('Munich Cologne Vienna Zurich Prague Rome Milan Paris Lyon Madrid London Dublin');
const DOMAINS = words('gmail.com qq.com 163.com outlook.com hotmail.com yahoo.com icloud.com web.de gmx.de');
const ROLE_BOXES = words('info office sales support service');

interface Someone {
  han: boolean;
  /** Index into the table of families. */
  family: number;
  given: number[];
  email: string;
  phone: string;
  city: number;
  birthDate: string;
  device: string;
}

const pick = <T>(roll: Dice, from: readonly T[]): T => from[Math.floor(roll() * from.length)]!;
const below = (roll: Dice, end: number): number => Math.floor(roll() * end);
const two = (n: number): string => String(n).padStart(2, '0');

function someone(roll: Dice): Someone {
  const han = roll() < 0.5;
  const family = below(roll, (han ? HAN_FAMILIES.length : LATIN_FAMILIES.length * 2) / 2);
  const given = han
    ? Array.from({ length: roll() < 0.3 ? 1 : 2 }, () => below(roll, HAN_GIVEN.length / 2))
    : Array.from({ length: roll() < 0.15 ? 2 : 1 }, () => below(roll, LATIN_GIVEN.length));
  const base = { han, family, given, city: below(roll, han ? HAN_CITIES.length : LATIN_CITIES.length) };
  return {
    ...base,
    email: emailOf(base, roll),
    phone: phoneOf(han, roll),
    birthDate: `${1945 + below(roll, 62)}-${two(1 + below(roll, 12))}-${two(1 + below(roll, 28))}`,
    device: `device-${below(roll, 1e9)}`,
  };
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
const familyLatin = (who: Pick<Someone, 'han' | 'family'>): string =>
  who.han ? HAN_FAMILIES[who.family * 2 + 1]! : LATIN_FAMILIES[who.family]!;
const givenLatin = (who: Pick<Someone, 'han' | 'given'>): string[] =>
  who.given.map((at) => (who.han ? HAN_GIVEN[at * 2 + 1]! : LATIN_GIVEN[at]!));

function emailOf(who: Pick<Someone, 'han' | 'family' | 'given'>, roll: Dice): string {
  const [family, given] = [plain(familyLatin(who)), plain(givenLatin(who).join(''))];
  const number = roll() < 0.7 ? String(below(roll, 1000)) : '';
  const local = pick(roll, [
    `${given}.${family}${number}`,
    `${family}${given}${number}`,
    `${given[0] ?? 'x'}${family}${number}`,
    who.han ? String(10_000_000 + below(roll, 9e8)) : `${given}${number}`,
  ]);
  return `${local}@${pick(roll, DOMAINS)}`;
}

const phoneOf = (han: boolean, roll: Dice): string =>
  han
    ? `+861${pick(roll, ['38', '39', '58', '86'])}${10_000_000 + below(roll, 89_999_999)}`
    : `+49151${10_000_000 + below(roll, 89_999_999)}`;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** One slip: a letter changed, left out, doubled or swapped with its neighbour. */
function slip(text: string, roll: Dice): string {
  const letters = [...text];
  if (letters.length < 2) return text;
  const at = below(roll, letters.length - 1);
  const kind = below(roll, 4);
  const isDigit = /\d/.test(letters[at]!);
  if (kind === 0) letters[at] = isDigit ? String(below(roll, 10)) : LETTERS[below(roll, 26)]!;
  else if (kind === 1) letters.splice(at, 1);
  else if (kind === 2) letters.splice(at, 0, letters[at]!);
  else [letters[at], letters[at + 1]] = [letters[at + 1]!, letters[at]!];
  return letters.join('');
}

function nameAsWritten(who: Someone, roll: Dice): string {
  if (!who.han) {
    const given = givenLatin(who);
    const middle = given.length > 1 && roll() < 0.3 ? given.slice(0, 1) : given;
    const [family, first] = [familyLatin(who), middle.join(' ')];
    const slipped = roll() < 0.08 ? [slip(family, roll), first] : roll() < 0.04 ? [family, slip(first, roll)] : [family, first];
    const ordered = roll() < 0.25 ? `${slipped[0]!}, ${slipped[1]!}` : `${slipped[1]!} ${slipped[0]!}`;
    const bare = roll() < 0.35 ? ordered.normalize('NFD').replace(/\p{M}/gu, '') : ordered;
    return roll() < 0.1 ? bare.toUpperCase() : bare;
  }
  if (roll() < 0.15) {
    const [family, given] = [familyLatin(who), givenLatin(who)];
    const joined = roll() < 0.7 ? given.join('') : given.join(' ');
    return (roll() < 0.5 ? `${family} ${joined}` : `${joined} ${family}`).replace(/(^|\s)\p{L}/gu, (letter) =>
      letter.toUpperCase(),
    );
  }
  const given = who.given.map((at) => HAN_GIVEN[at * 2]!).join('');
  const family = HAN_FAMILIES[who.family * 2]!;
  const written = roll() < 0.06 ? `${given} ${family}` : family + given;
  const traditional = roll() < 0.15 ? [...written].map((one) => TRADITIONAL[one] ?? one).join('') : written;
  return roll() < 0.05 ? `${traditional}先生` : traditional;
}

function emailAsWritten(email: string, roll: Dice): string {
  const [local, domain] = email.split('@') as [string, string];
  const fate = roll();
  if (fate < 0.05) return `${local}+shop@${domain}`;
  if (fate < 0.08) return `${local}@${slip(domain, roll)}`;
  if (fate < 0.11) return `${slip(local, roll)}@${domain}`;
  return fate < 0.14 ? email.toUpperCase() : email;
}

function phoneAsWritten(phone: string, roll: Dice): string {
  const fate = roll();
  if (fate < 0.04) return `+${slip(phone.slice(1), roll)}`;
  return fate < 0.1 ? phone.slice(3) : phone;
}

const key = (value: string): { value: string; shared: boolean }[] => [{ value, shared: false }];

/** What one source wrote down about somebody: typos, swaps and gaps. */
function recordOf(who: Someone, roll: Dice): PersonRecord {
  const [day, month] = [who.birthDate.slice(8), who.birthDate.slice(5, 7)];
  const city = (who.han ? [HAN_CITIES, HAN_CITIES_LATIN] : [LATIN_CITIES, LATIN_CITIES_ENGLISH])[roll() < 0.8 ? 0 : 1]![
    who.city
  ]!;
  const moved = who.han ? pick(roll, HAN_CITIES) : pick(roll, LATIN_CITIES);
  const born =
    roll() < 0.03 ? `${who.birthDate.slice(0, 4)}-${day}-${month}` : roll() < 0.02 ? slip(who.birthDate, roll) : who.birthDate;
  const email = roll() < 0.04 ? emailOf(who, roll) : who.email;
  const phone = roll() < 0.04 ? phoneOf(who.han, roll) : who.phone;
  return {
    name: roll() < 0.01 ? null : nameAsWritten(who, roll),
    emails: roll() < 0.06 ? [] : key(emailAsWritten(email, roll)),
    phones: roll() < 0.06 ? [] : key(phoneAsWritten(phone, roll)),
    city: roll() < 0.2 ? null : roll() < 0.08 ? moved : city,
    birthDate: roll() < 0.4 ? null : born,
    devices: roll() < 0.8 ? [] : [roll() < 0.3 ? `device-${below(roll, 1e9)}` : who.device],
  };
}

/** Somebody else, as far as they have in common what their kind has. */
function otherThan(who: Someone, because: RecordPair['because'], roll: Dice): Someone {
  const other = someone(roll);
  if (because === 'namesakes') {
    const named = { ...other, han: who.han, family: who.family, given: who.given };
    const city = roll() < 0.4 ? who.city : below(roll, 10);
    return { ...named, city, email: emailOf(named, roll), phone: phoneOf(who.han, roll) };
  }
  if (because === 'household') {
    const given = who.given.map(() => below(roll, who.han ? HAN_GIVEN.length / 2 : LATIN_GIVEN.length));
    const kin = { ...other, han: who.han, family: who.family, given, city: who.city };
    return {
      ...kin,
      email: roll() < 0.15 ? who.email : emailOf(kin, roll),
      phone: roll() < 0.4 ? who.phone : phoneOf(who.han, roll),
      device: roll() < 0.4 ? who.device : other.device,
      birthDate: roll() < 0.03 ? who.birthDate : other.birthDate,
    };
  }
  if (because === 'colleagues') {
    const at = `firm${below(roll, 500)}.example`;
    const box = `${pick(roll, ROLE_BOXES)}@${at}`;
    who.email = roll() < 0.5 ? box : `${who.email.split('@')[0]!}@${at}`;
    return {
      ...other,
      han: who.han,
      family: below(roll, 20),
      city: who.city,
      email: roll() < 0.5 ? box : `${other.email.split('@')[0]!}@${at}`,
      phone: roll() < 0.4 ? who.phone : other.phone,
    };
  }
  return other;
}

/** One pair in four is of one person; of the others two in three have something in common that misleads. */
export function recordPairs(seed: number, count: number): RecordPair[] {
  const roll = dice(seed);
  return Array.from({ length: count }, () => {
    const because = kindOf(roll());
    const who = someone(roll);
    if (because === 'same person') return { one: recordOf(who, roll), other: recordOf(who, roll), samePerson: true, because };
    const other = otherThan(who, because, roll);
    return { one: recordOf(who, roll), other: recordOf(other, roll), samePerson: isNamesakeByChance(who, other), because };
  });
}

/** Two draws of the same household may come out as the same person in every part that is written down. */
const isNamesakeByChance = (one: Someone, other: Someone): boolean =>
  one.han === other.han &&
  one.family === other.family &&
  one.given.join() === other.given.join() &&
  one.phone === other.phone &&
  one.email === other.email;

function kindOf(roll: number): RecordPair['because'] {
  if (roll < 0.25) return 'same person';
  if (roll < 0.5) return 'strangers';
  if (roll < 0.65) return 'namesakes';
  return roll < 0.87 ? 'household' : 'colleagues';
}
