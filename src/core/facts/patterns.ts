/**
 * What reference numbers look like. Every repetition is bounded and no two neighbours can match the same character in more
 * than one way, so that scanning is linear in the text.
 */

/** A number as shops print it: up to six letters, then groups of digits and letters. Which of those count is decided after. */
const VALUE = String.raw`(?<value>[A-Za-z]{0,6}-?\d[0-9A-Za-z]{0,24}(?:-[0-9A-Za-z]{1,16}){0,4})(?![0-9A-Za-z]|[.,/:-]\d)`;
/** The glue between the word and the number: "is", a colon, a hash, brackets. */
const GLUE = String.raw`[ \t]{0,3}(?:(?:is|was|是|为|:)[ \t]{0,3})?[#([]{0,2}`;
const NOT_IN_WORD = '(?<![0-9A-Za-z])';

export interface ReferencePattern {
  kind: 'order_number' | 'invoice_number';
  regex: RegExp;
  confidence: number;
  /** Digits the value must hold; a word that names a number outright needs fewer than a mere "order". */
  minDigits: number;
  /** No word says what it is: then it is no reference where it looks like a postal code, a standard, a year, or a ticket. */
  bare: boolean;
}

const pattern = (
  kind: ReferencePattern['kind'],
  source: string,
  terms: { confidence: number; minDigits: number; bare?: boolean; flags?: string },
): ReferencePattern => ({
  kind,
  regex: new RegExp(source, terms.flags ?? 'gi'),
  confidence: terms.confidence,
  minDigits: terms.minDigits,
  bare: terms.bare ?? false,
});

const EN_NUMBER = String.raw`[ \t]{0,3}(?:number|num\b\.?|nr\b\.?|no\b\.?|id\b|ref(?:erence)?\b|#)[ \t]{0,3}`;

/** Most certain first: text claimed by one is not read again by the next. */
export const REFERENCE_PATTERNS: readonly ReferencePattern[] = [
  pattern('invoice_number', `${NOT_IN_WORD}invoice(?:${EN_NUMBER})?${GLUE}${VALUE}`, { confidence: 0.95, minDigits: 3 }),
  pattern('invoice_number', `发票(?:号码|编号|代码|号)?${GLUE}${VALUE}`, { confidence: 0.95, minDigits: 4 }),
  pattern('invoice_number', `${NOT_IN_WORD}(?<value>INV-?[0-9]{3,16}(?:-[0-9A-Za-z]{1,16}){0,3})(?![0-9A-Za-z])`, {
    confidence: 0.9,
    minDigits: 3,
  }),
  pattern('order_number', `${NOT_IN_WORD}(?:order|purchase)${EN_NUMBER}${GLUE}${VALUE}`, { confidence: 0.95, minDigits: 3 }),
  pattern('order_number', `(?:订单(?:号码|编号|号)|(?<![递流运工])单号)${GLUE}${VALUE}`, { confidence: 0.95, minDigits: 3 }),
  pattern('order_number', `${NOT_IN_WORD}order${GLUE}${VALUE}`, { confidence: 0.75, minDigits: 5 }),
  pattern('order_number', `订单${GLUE}${VALUE}`, { confidence: 0.75, minDigits: 5 }),
  pattern('order_number', `${NOT_IN_WORD}(?<value>(?:ORD|ORDER)-?[0-9]{3,16}(?:-[0-9A-Za-z]{1,16}){0,3})(?![0-9A-Za-z])`, {
    confidence: 0.9,
    minDigits: 4,
  }),
  pattern('order_number', `(?<![0-9A-Za-z-])(?<value>[A-Z]{1,4}-[0-9]{4,16}(?:-[0-9]{1,16}){0,3})(?![0-9A-Za-z]|-[0-9A-Za-z])`, {
    confidence: 0.6,
    minDigits: 4,
    bare: true,
    flags: 'g',
  }),
  pattern('order_number', `(?<![0-9A-Za-z&#])#(?<value>[A-Za-z]{0,4}-?[0-9]{4,12})(?![0-9A-Za-z]|[.,]\\d)`, {
    confidence: 0.7,
    minDigits: 4,
    bare: true,
  }),
];

const DATE = /^(?:19|20)\d{2}-\d{1,2}(?:-\d{1,2})?$|^\d{1,2}-\d{1,2}-(?:19|20)?\d{2}$/;
/** "order 12345 pieces", "订单 12345 元": an amount, not a name. */
const AMOUNT_AFTER =
  /^[ \t]{0,2}(?:%|€|£|¥|\$|usd|eur|gbp|cny|rmb|yen|dollars?|euros?|pounds?|pcs|pieces?|units?|items?|days?|hours?|minutes?|times?|元|块|件|个|天|小时|分钟|年|月|日|号楼)/i;
const OTHER_HASH_BEFORE =
  /(?:pr|issues?|tickets?|case|room|suite|apt|unit|flight|track(?:ing)?|colou?r|page|工单|房间|颜色|色号|快递)[ \t:号]{0,3}$/i;
/** "error E-1234": what a machine shows, not what they bought. */
const ERROR_BEFORE =
  /(?:\berr(?:or)?s?|fault|failure|fehler|错误|錯誤|报错|報錯|故障)[ \t]?(?:code|number|no\.?|代码|代碼|码|碼)?[ \t]?(?:is|was|是|为)?[ \t:：=("'#]{0,3}$/i;
const STANDARDS = /^(?:ISO|RFC|UTF|DIN|IEC|EN|ANSI|IEEE|HTTP|CVE|GMT|UTC|USD|EUR|GBP|CNY|RMB|JPY|FY|COVID|KB|USB|WIN|CIE|GB)-/;
const YEAR = /^[A-Z]+\d?-(?:19|20)\d{2}$/;
const FOUR_DIGIT_POSTAL = /^(?:A|CH|B|L|DK|NL|NO|N|AT|BE|LU|AU|NZ|HU|H|SI)-\d{4}$/;
const FIVE_DIGIT_POSTAL = /^(?:D|F|I|E|S|FI|HR|GR|CZ|SK|DE|FR|IT|ES|SE|US|TR|EE|LT|UA)-\d{5}$/;
const US_STATES =
  /^(?:AL|AK|AZ|AR|CA|CO|CT|DC|FL|GA|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY)-\d{5}(?:-\d{4})?$/;

/** Whether what stands there is a date, an amount, a postal code, a standard … rather than a reference. */
export function isSomethingElse(value: string, bare: boolean, before: string, after: string): boolean {
  if (DATE.test(value) || AMOUNT_AFTER.test(after)) return true;
  if (!bare) return false;
  if (OTHER_HASH_BEFORE.test(before) || ERROR_BEFORE.test(before)) return true;
  return [STANDARDS, YEAR, FOUR_DIGIT_POSTAL, FIVE_DIGIT_POSTAL, US_STATES].some((look) => look.test(value));
}
