import { jaroWinkler, oneSlipApart } from './jaro-winkler.js';
import { fold } from './names.js';

/** `typo`: one slip apart. `local`: the same name at another provider. `tail`: the last digits agree, the beginning does not. */
export type EmailLevel = 'same' | 'typo' | 'local' | 'different';
export type PhoneLevel = 'same' | 'typo' | 'tail' | 'different';

const PROVIDERS =
  'gmail.com googlemail.com yahoo.com hotmail.com outlook.com icloud.com qq.com 163.com 126.com sina.com foxmail.com gmx.de web.de'.split(
    ' ',
  );
const ONE_MAILBOX: Record<string, string> = { 'googlemail.com': 'gmail.com' };
/** Mailboxes of a role, which many people write from. */
const ROLES = new Set('info office sales support service contact admin team kontakt hello mail post buero'.split(' '));

export interface Mailbox {
  local: string;
  domain: string;
}

/**
 * What two spellings of one mailbox most likely share. For likeness alone, never for joining: whether a plus-tag is the same
 * mailbox is the receiving server's secret. A domain one slip away from a great provider is taken for it.
 */
export function mailbox(address: string): Mailbox | null {
  const at = address.lastIndexOf('@');
  if (at < 1) return null;
  const written = address.slice(at + 1).toLowerCase();
  const near = PROVIDERS.includes(written) ? written : (PROVIDERS.find((one) => oneSlipApart(one, written)) ?? written);
  const domain = ONE_MAILBOX[near] ?? near;
  const plain = fold(address.slice(0, at)).replace(/\+.*$/, '');
  const local = domain === 'gmail.com' ? plain.replaceAll('.', '') : plain;
  return local === '' ? null : { local, domain };
}

export const isRole = ({ local }: Mailbox): boolean => ROLES.has(local);

export function compareMailboxes(one: Mailbox, other: Mailbox): EmailLevel {
  const bare = (box: Mailbox): string => box.local.replace(/[._-]/g, '');
  if (one.domain === other.domain) {
    if (one.local === other.local) return 'same';
    const [a, b] = [bare(one), bare(other)];
    if (a === b || (oneSlipApart(a, b) && Math.min(a.length, b.length) >= 5 && !onlyDigitsDiffer(a, b))) return 'typo';
    return 'different';
  }
  if (bare(one) !== bare(other) || bare(one).length < 5) return 'different';
  return oneSlipApart(one.domain, other.domain) || jaroWinkler(one.domain, other.domain) > 0.96 ? 'typo' : 'local';
}

/** "wang1" and "wang2" are two people far more often than a slip. */
const onlyDigitsDiffer = (one: string, other: string): boolean => one.replace(/\d/g, '') === other.replace(/\d/g, '');

const digitsOf = (phone: string): string => phone.normalize('NFKC').replace(/\D/g, '');

/** Both in E.164, or as written: then their last digits decide. */
export function comparePhones(one: string, other: string): PhoneLevel {
  const [a, b] = [digitsOf(one), digitsOf(other)];
  if (a === b) return 'same';
  const tail = 8;
  if (a.length >= tail && b.length >= tail && a.slice(-tail) === b.slice(-tail)) return 'tail';
  return Math.min(a.length, b.length) >= 9 && oneSlipApart(a, b) ? 'typo' : 'different';
}

/** The last eight digits: without country code and trunk zero, whoever wrote them. */
export const phoneTail = (phone: string): string | null => {
  const digits = digitsOf(phone);
  return digits.length < 7 ? null : digits.slice(-8);
};

const CITIES =
  '北京 beijing peking;上海 shanghai;广州/廣州 guangzhou canton;深圳 shenzhen;杭州 hangzhou;南京 nanjing;成都 chengdu;武汉/武漢 wuhan;重庆/重慶 chongqing;天津 tianjin;西安 xian;苏州/蘇州 suzhou;台北/臺北 taipei;香港 hongkong;münchen munich;köln cologne;wien vienna;zürich zurich;praha prague;warszawa warsaw;roma rome;milano milan';
const cityNames = new Map(
  CITIES.split(';').flatMap((names, index) => names.split(/[ /]/).map((name) => [cityWord(name), `city-${index}`] as const)),
);

function cityWord(written: string): string {
  return fold(written)
    .replace(/[^\p{L}]/gu, '')
    .replace(/[市縣县]$/u, '');
}

/** One word for a city, in whatever language it is written; null for nothing. */
export function readCity(written: string | null | undefined): string | null {
  if (!written) return null;
  const word = cityWord(written);
  return word === '' ? null : (cityNames.get(word) ?? word);
}
