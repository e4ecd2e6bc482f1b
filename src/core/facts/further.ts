import { DateTime } from 'luxon';
import type { FactKind } from './kinds.js';

/**
 * What stands in a text beside numbers and addresses of people: postal addresses, dates, amounts, products, versions, error
 * codes. Every repetition is bounded, as in `patterns.ts`. Nothing is guessed: a day without a month, a "tomorrow" or a figure
 * without a currency is no fact.
 */
export function findFurther(text: string, claim: Claim): void {
  for (const find of [errorCodes, versions, dates, amounts, products, addresses]) find(text, claim);
}

export type Claim = (kind: FactKind, index: number, raw: string, value: string, confidence: number) => void;

const EDGE = '(?<![0-9A-Za-z])';
const END = '(?![0-9A-Za-z])';
/** How far around a date the word that says what day it was is looked for. */
const CUE_REACH = 32;

const ERROR_CODES: readonly [RegExp, number][] = [
  [
    new RegExp(
      String.raw`${EDGE}(?:error|fault|failure|err)(?: ?(?:code|number|no\.?|message))?[ \t]{0,2}(?:is|was|:|=)?[ \t]{0,2}[#("']?(?<value>(?:0x[0-9a-f]{2,16}|[a-z]{1,8}[-_]?\d{1,8}|\d{2,8}(?:-\d{1,6})?|err(?:_[a-z0-9]{1,24}){1,6}))${END}`,
      'gi',
    ),
    0.9,
  ],
  [
    /(?:错误|报错|故障)(?:代码|码|提示|信息)?[ :是为]{0,3}(?<value>(?:0x[0-9a-f]{2,16}|[a-z]{1,8}[-_]?\d{1,8}|\d{2,8}))(?![0-9a-z])/gi,
    0.9,
  ],
  [new RegExp(String.raw`${EDGE}(?<value>0x[0-9a-f]{8}|E(?:RR)?_[A-Z0-9_]{3,40}|E\d{2,4})${END}`, 'g'), 0.7],
];

function errorCodes(text: string, claim: Claim): void {
  for (const [regex, confidence] of ERROR_CODES)
    each(text, regex, (raw, index) => {
      if (/\d|_/.test(raw)) claim('error_code', index, raw, /^0x/i.test(raw) ? raw.toLowerCase() : raw.toUpperCase(), confidence);
    });
}

const VERSION = new RegExp(
  String.raw`(?:${EDGE}(?:version|firmware|release|build|ver\.?|v|ios|android|macos|windows)[ \t]{0,2}(?:is|was|:|=)?[ \t]{0,2}|版本(?:号)?[ \t:是为]{0,3}|固件[ \t:是为]{0,3})v?(?<value>\d{1,4}(?:\.\d{1,6}){1,3}(?:-[0-9a-z]{1,12})?)(?![0-9A-Za-z]|\.\d)`,
  'gi',
);

function versions(text: string, claim: Claim): void {
  each(text, VERSION, (raw, index) => claim('version', index, raw, raw.toLowerCase(), 0.9));
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = String.raw`(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`;
const YEAR = String.raw`(?<year>(?:19|20)\d{2})`;
const DATES: readonly RegExp[] = [
  new RegExp(String.raw`(?<![0-9A-Za-z-])${YEAR}[-/.](?<m>\d{1,2})[-/.](?<d>\d{1,2})(?![0-9A-Za-z]|-\d)`, 'g'),
  new RegExp(String.raw`(?<!\d)${YEAR}[ ]?年[ ]?(?<m>\d{1,2})[ ]?月[ ]?(?<d>\d{1,2})[ ]?[日号]`, 'g'),
  new RegExp(String.raw`(?<![0-9A-Za-z.,])(?<d>\d{1,2})\.(?<m>\d{1,2})\.${YEAR}(?!\d)`, 'g'),
  new RegExp(String.raw`(?<![0-9A-Za-z/])(?<a>\d{1,2})/(?<b>\d{1,2})/${YEAR}(?![0-9/])`, 'g'),
  new RegExp(String.raw`${EDGE}(?<d>\d{1,2})(?:st|nd|rd|th)?[ ](?:of[ ])?${MONTH},?[ ]${YEAR}(?!\d)`, 'gi'),
  new RegExp(String.raw`${EDGE}${MONTH}[ ](?<d>\d{1,2})(?:st|nd|rd|th)?,?[ ]${YEAR}(?!\d)`, 'gi'),
];
const DATE_CUES: readonly [FactKind, RegExp][] = [
  ['birth_date', /\b(?:born|birth|dob|birthday)\b|出生|生日/i],
  ['purchase_date', /\b(?:bought|purchased?|ordered|order date|paid)\b|购买|买|下单|订购/i],
  ['delivery_date', /\b(?:arrived?|delivered|delivery|received?|got it)\b|收到|签收|到货|送到/i],
];

function dates(text: string, claim: Claim): void {
  for (const regex of DATES)
    for (const match of text.matchAll(regex)) {
      const day = dayOf(match.groups ?? {});
      if (!day) continue;
      const before = text.slice(Math.max(0, match.index - CUE_REACH), match.index).replace(/^.*[.!?。！？\n]/s, '');
      const after = text
        .slice(match.index + match[0].length)
        .slice(0, CUE_REACH)
        .replace(/[.!?。！？\n].*$/s, '');
      const cue = nearest(before) ?? DATE_CUES.find(([, words]) => words.test(after))?.[0];
      claim(cue ?? 'date', match.index, match[0], day, cue ? 0.85 : 0.8);
    }
}

/** Of several words before a date the last one speaks of it. */
function nearest(before: string): FactKind | undefined {
  let best: { kind: FactKind; at: number } | undefined;
  for (const [kind, words] of DATE_CUES)
    for (const { index } of before.matchAll(new RegExp(words, 'gi'))) if (!best || index > best.at) best = { kind, at: index };
  return best?.kind;
}

/** 3/4/2024 is a different day on either side of an ocean: only where one of the two can be no month is it read. */
function dayOf({ year, month, m, d, a, b }: Record<string, string | undefined>): string | undefined {
  const [x, y] = [Number(a), Number(b)];
  if (a !== undefined && x <= 12 && y <= 12 && x !== y) return undefined;
  const named = month ? MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1 : Number(m);
  const [inMonth, day] = a === undefined ? [named, Number(d)] : x > 12 ? [y, x] : [x, y];
  const date = DateTime.utc(Number(year), inMonth, day);
  return date.isValid ? date.toISODate() : undefined;
}

const SIGNS: Record<string, string> = {
  $: 'USD',
  us$: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'CNY',
  '￥': 'CNY',
  '₹': 'INR',
  '₩': 'KRW',
};
const WORDS: Record<string, string> = {
  dollar: 'USD',
  dollars: 'USD',
  euro: 'EUR',
  euros: 'EUR',
  pound: 'GBP',
  pounds: 'GBP',
  yuan: 'CNY',
  rmb: 'CNY',
  元: 'CNY',
  块: 'CNY',
  块钱: 'CNY',
  人民币: 'CNY',
  美元: 'USD',
  欧元: 'EUR',
  日元: 'JPY',
};
const CODES = 'USD|EUR|GBP|CNY|RMB|JPY|CHF|CAD|AUD|HKD|TWD|SGD|INR|KRW|SEK|NOK|DKK|PLN|CZK|BRL|MXN|ZAR';
const FIGURE = String.raw`(?<figure>\d{1,3}(?:[,.' ]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?)`;
const AMOUNTS: readonly RegExp[] = [
  new RegExp(String.raw`(?<unit>us\$|[$€£¥￥₹₩])[ ]?${FIGURE}(?![0-9A-Za-z]|[.,]\d)`, 'gi'),
  new RegExp(String.raw`${EDGE}(?<unit>${CODES})[ ]?${FIGURE}(?![0-9A-Za-z]|[.,]\d)`, 'gi'),
  new RegExp(
    String.raw`(?<![0-9A-Za-z.,-])${FIGURE}[ ]?(?<unit>[€£$¥￥]|(?:${CODES}|dollars?|euros?|pounds?|yuan)${END}|元|块钱?|人民币|美元|欧元|日元)`,
    'gi',
  ),
];

function amounts(text: string, claim: Claim): void {
  for (const regex of AMOUNTS)
    for (const match of text.matchAll(regex)) {
      const unit = match.groups!['unit']!;
      const code = SIGNS[unit.toLowerCase()] ?? WORDS[unit.toLowerCase()] ?? unit.toUpperCase();
      const figure = figureOf(match.groups!['figure']!);
      if (figure !== undefined) claim('amount', match.index, match[0], `${figure} ${code === 'RMB' ? 'CNY' : code}`, 0.85);
    }
}

/** 1.234,56 and 1,234.56 are the same: the last sign with one or two digits behind it parts the cents off. */
function figureOf(written: string): string | undefined {
  const cents = /[.,](\d{1,2})$/.exec(written);
  const whole = (cents ? written.slice(0, cents.index) : written).replace(/\D/g, '').replace(/^0+(?=\d)/, '');
  if (whole.length > 12) return undefined;
  return cents ? `${whole}.${cents[1]!.padEnd(2, '0')}` : whole;
}

const PRODUCTS: readonly RegExp[] = [
  new RegExp(
    String.raw`${EDGE}(?:model|product)(?:[ ](?:name|number|no\.?|code))?[ \t]{0,2}(?:is|was|:|=)?[ \t]{0,2}(?:a |an |the )?["']?(?<value>[A-Za-z]{0,12}-?[0-9]{1,6}[0-9A-Za-z-]{0,12}|[A-Z][A-Za-z]{1,16}[ ][A-Z0-9][A-Za-z0-9-]{0,12})${END}`,
    'g',
  ),
  /(?:型号|机型|产品)[ :是为]{0,3}(?<value>[A-Za-z]{0,12}-?\d{1,6}[0-9A-Za-z-]{0,12})(?![0-9A-Za-z])/g,
];

function products(text: string, claim: Claim): void {
  for (const regex of PRODUCTS) each(text, regex, (raw, index) => claim('product', index, raw, raw.toUpperCase(), 0.8));
}

const STREET =
  '(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|square|sq|way|terrace|place|pl|close|crescent|parkway|pkwy|highway|hwy)';
const ADDRESSES: readonly [RegExp, number][] = [
  // 12b High Street(, Flat 3)(, London)( SW1A 1AA)
  [
    new RegExp(
      String.raw`${EDGE}\d{1,5}[A-Za-z]?,?[ ](?:[A-Z][a-z'.-]{1,20}[ ]){1,4}${STREET}\b\.?(?:,?[ ](?:apt|apartment|flat|unit|suite|floor|#)\.?[ ]?[0-9A-Za-z-]{1,6})?(?:,[ ]?[A-Z0-9][A-Za-z0-9'.-]{0,20}(?:[ ][A-Z0-9][A-Za-z0-9'.-]{0,20}){0,3}){0,3}`.replace(
        STREET,
        STREET.replace(/\b([a-z])/g, (letter) => `[${letter}${letter.toUpperCase()}]`),
      ),
      'g',
    ),
    0.85,
  ],
  // Hauptstraße 5, 10115 Berlin
  [
    /(?<![A-Za-z])[A-ZÄÖÜ][a-zäöüß.-]{1,24}(?:[ -][A-ZÄÖÜ][a-zäöüß.-]{1,24}){0,2}?(?:straße|strasse|str\.|weg|platz|allee|gasse)[ ]\d{1,4}[a-z]?(?:,[ ]?\d{4,5}[ ][A-ZÄÖÜ][a-zäöüß-]{1,24})?/g,
    0.85,
  ],
];
/** 大道100号5楼: the end of a Chinese address; what stands before it is looked at from there backwards. */
const CHINESE_END =
  /(?:路|街|道|巷|弄|村|镇|庄|园|里)[\u4e00-\u9fa50-9A-Za-z-]{0,12}?\d{1,5}(?:号|弄|栋|幢|室|楼|单元|座)(?:[\u4e00-\u9fa50-9A-Za-z-]{0,16}\d{1,5}(?:号|栋|幢|室|楼|单元|座|层))?/g;
const CHINESE_BEGIN = /[\u4e00-\u9fa5]{0,30}$/;
const REGION = /[\u4e00-\u9fa5]{2,}?(?:省|自治区|市|州|区|县|旗)/;
const LEAD_IN = /^.*(?:地址(?:是|为|在)?|住在?|家在|[寄送发]到|[寄送发]往|位于)/;

function addresses(text: string, claim: Claim): void {
  for (const [regex, confidence] of ADDRESSES)
    for (const { 0: raw, index } of text.matchAll(regex)) claim('address', index, raw, raw.replace(/[ ]{2,}/g, ' '), confidence);
  for (const { 0: end, index } of text.matchAll(CHINESE_END)) {
    const begin = CHINESE_BEGIN.exec(text.slice(Math.max(0, index - 30), index))![0].replace(LEAD_IN, '');
    const raw = begin + end;
    if (REGION.test(begin)) claim('address', index - begin.length, raw, raw, 0.85);
  }
}

function each(text: string, regex: RegExp, found: (raw: string, index: number) => void): void {
  for (const match of text.matchAll(regex)) {
    const raw = match.groups!['value']!;
    found(raw, match.index + match[0].lastIndexOf(raw));
  }
}
