import { type ImportField, importFields } from '../../contracts/identity.js';
import { normalise } from '../../core/identity/normalise.js';
import { storedText } from '../stored-text.js';
import { LONGEST_CELL, type Table, type TableRow } from './read-table.js';

/** Headers that are understood without being told, folded as `word` does. */
const HEADERS: Record<ImportField, string> = {
  externalId: 'externalid id customerid customernumber customerno kundennummer clientid 客户编号 客户id 会员号 编号',
  name: 'name fullname customername customer kunde nom nombre 姓名 名字 客户姓名 客户名称',
  email: 'email emailaddress mail emailadresse correo courriel 邮箱 电子邮箱 电子邮件 邮件',
  phone: 'phone phonenumber mobile mobilephone telephone tel telefon handy telefono 电话 手机 手机号 手机号码 电话号码 联系电话',
  city: 'city town ort stadt ville ciudad 城市 所在城市',
  birthDate: 'birthdate birthday dateofbirth dob geburtsdatum 生日 出生日期',
  locale: 'locale language lang sprache 语言',
  tier: 'tier level segment 等级 会员等级',
};

const word = (header: string): string =>
  header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

export interface Mapping {
  /** Which header was taken for which field. */
  columns: Partial<Record<ImportField, string>>;
  ignored: string[];
}

/** `told` names the header of a field where the caller knows better; a string that says what is wrong with it otherwise. */
export function mapColumns(header: readonly string[], told: Partial<Record<ImportField, string>>): Mapping | string {
  const columns: Mapping['columns'] = {};
  for (const [field, name] of Object.entries(told) as [ImportField, string][]) {
    const found = header.find((one) => word(one) === word(name));
    if (found === undefined) return `there is no column “${name.slice(0, 60)}”`;
    columns[field] = found;
  }
  for (const field of importFields) {
    const known = HEADERS[field].split(' ');
    const free = header.filter((one) => !Object.values(columns).includes(one));
    columns[field] ??= free.find((one) => one === field) ?? free.find((one) => known.includes(word(one)));
    if (columns[field] === undefined) delete columns[field];
  }
  if (!columns.externalId && !columns.email && !columns.phone)
    return 'no column holds an external id, an e-mail address or a phone number';
  return { columns, ignored: header.filter((one) => one !== '' && !Object.values(columns).includes(one)) };
}

/** The texts among them as they may be stored; keys stay as they are, or nobody would be found by them. */
export const storedFields = (fields: ImportedFields): ImportedFields => ({
  ...fields,
  ...(fields.name === undefined ? {} : { name: storedText(fields.name) }),
  ...(fields.city === undefined ? {} : { city: storedText(fields.city) }),
  ...(fields.tier === undefined ? {} : { tier: storedText(fields.tier) }),
});

export function fieldsOf(header: readonly string[], { columns }: Mapping, cells: readonly string[]): ImportedFields {
  const entries = (Object.entries(columns) as [ImportField, string][]).map(([field, name]) => [
    field,
    cells[header.indexOf(name)] ?? '',
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== '')) as ImportedFields;
}

const LONGEST_NAME = 200;
const LONGEST_CITY = 100;

/** What of a line is not read as it stands; null: nothing. */
export function warningOf(header: readonly string[], mapping: Mapping, { cells, cut }: TableRow): string | null {
  const fields = fieldsOf(header, mapping, cells);
  const beyond = cells.slice(header.length).filter((cell) => cell !== '').length;
  const warnings = [
    ...(beyond > 0 ? [`${beyond} more ${beyond === 1 ? 'cell' : 'cells'} than the header has columns, not read`] : []),
    ...(cut ? [`a cell of more than ${LONGEST_CELL} characters was cut`] : []),
    ...((fields.name?.length ?? 0) > LONGEST_NAME ? [`name: cut at ${LONGEST_NAME} characters`] : []),
    ...((fields.city?.length ?? 0) > LONGEST_CITY ? [`city: cut at ${LONGEST_CITY} characters`] : []),
  ];
  return warnings.length > 0 ? warnings.join('; ') : null;
}

/** What of the table as a whole is not read as it stands. */
export function warningsOf({ header, rows }: Table): string[] {
  const twice = [...new Set(header.filter((name, at) => name !== '' && header.indexOf(name) !== at))];
  const beyond = rows.filter(({ cells }) => cells.slice(header.length).some((cell) => cell !== ''));
  const unnamed = header.some((name, at) => name === '' && rows.some(({ cells }) => (cells[at] ?? '') !== ''));
  return [
    ...twice.map((name) => `more than one column is called “${name.slice(0, 60)}”: only the first is read`),
    ...(unnamed ? ['a column without a header is not read'] : []),
    ...(beyond.length > 0
      ? [
          `${beyond.length} ${beyond.length === 1 ? 'line has' : 'lines have'} more cells than the header has columns, the first is line ${beyond[0]!.line}`,
        ]
      : []),
  ];
}

export type ImportedFields = Partial<Record<ImportField, string>>;

/** A line whose values are in the form in which they are compared and kept. */
export interface CleanRow {
  externalId: string | null;
  name: string | null;
  email: { value: string; display: string } | null;
  phone: { value: string; display: string } | null;
  city: string | null;
  birthDate: string | null;
  locale: string | null;
  tier: string | null;
}

/** A sentence that says why the line cannot be read in, or the line. */
export function cleanRow(fields: ImportedFields, defaultCountry: string | undefined): CleanRow | string {
  const email = fields.email === undefined ? null : normalise('email', fields.email);
  if (email && !email.ok) return `email: ${email.code}`;
  const phone = fields.phone === undefined ? null : normalise('phone', fields.phone, { defaultCountry });
  if (phone && !phone.ok) return `phone: ${phone.code}`;
  const external = fields.externalId === undefined ? null : normalise('external', fields.externalId);
  if (external && !external.ok) return `externalId: ${external.code}`;
  if (!email && !phone && !external) return 'neither external id nor e-mail address nor phone number';
  const birthDate = fields.birthDate === undefined ? null : readDate(fields.birthDate);
  if (fields.birthDate !== undefined && birthDate === null) return 'birthDate: not a date such as 1990-02-28';
  if (fields.locale !== undefined && !/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(fields.locale))
    return 'locale: not a language tag such as zh-CN';
  if ((fields.tier?.length ?? 0) > 60) return 'tier: longer than 60';
  return {
    externalId: external?.value ?? null,
    name: fields.name?.slice(0, LONGEST_NAME) ?? null,
    email: email && { value: email.value, display: email.display },
    phone: phone && { value: phone.value, display: phone.display },
    city: fields.city?.slice(0, LONGEST_CITY) ?? null,
    birthDate,
    locale: fields.locale ?? null,
    tier: fields.tier ?? null,
  };
}

/** `1990-02-28`, also with slashes, dots or 年月日; a day that there is. */
function readDate(written: string): string | null {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(written.normalize('NFKC').trim());
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (days === undefined || day < 1 || day > days || year < 1880) return null;
  return `${match[1]}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
