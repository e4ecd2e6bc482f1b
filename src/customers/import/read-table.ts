/** What is wrong with a table as a whole; `line` counts as a spreadsheet does. */
export type TableFault =
  | { fault: 'encoding' }
  | { fault: 'empty' }
  | { fault: 'open quote'; line: number }
  | { fault: 'too many rows' | 'too many columns'; line: number };

export interface Table {
  header: string[];
  rows: TableRow[];
}

export interface TableRow {
  line: number;
  cells: string[];
  /** True where a cell was longer than is kept. */
  cut?: boolean;
}

export const MOST_ROWS = 100_000;
export const MOST_COLUMNS = 100;
export const LONGEST_CELL = 500;

/** The text of a file: by its mark, else UTF-8, else GB18030 (what spreadsheets in China write). Null where it is neither. */
export function decodeTable(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode('utf-16be', bytes);
  return decode('utf-8', bytes) ?? decode('gb18030', bytes);
}

function decode(encoding: string, bytes: Buffer): string | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? null : text;
  } catch {
    return null;
  }
}

/**
 * Comma-separated values (RFC 4180): quotes, line breaks inside of them, doubled quotes; also with semicolons or tabs, whichever
 * the header has most of. Bounded in rows and columns; a cell is cut at 500 characters. Never throws, linear in the text.
 */
export function readTable(text: string): Table | TableFault {
  const separator = separatorOf(text);
  const records: Table['rows'] = [];
  let [at, line] = [0, 1];
  while (at < text.length) {
    const record = readRecord(text, at, separator, line);
    if ('fault' in record) return record;
    if (record.cells.length > MOST_COLUMNS) return { fault: 'too many columns', line };
    if (record.cells.some((cell) => cell !== ''))
      records.push({ line, cells: record.cells, ...(record.cut ? { cut: true } : {}) });
    if (records.length > MOST_ROWS + 1) return { fault: 'too many rows', line };
    [at, line] = [record.next, line + record.lines];
  }
  const [header, ...rows] = records;
  return header && rows.length > 0 ? { header: header.cells, rows } : { fault: 'empty' };
}

function separatorOf(text: string): string {
  const first = text.slice(0, 10_000).split(/\r?\n/, 1)[0] ?? '';
  const count = (sign: string): number => first.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

interface ReadRecord {
  cells: string[];
  cut: boolean;
  next: number;
  /** Lines of the file that it takes. */
  lines: number;
}

function readRecord(text: string, start: number, separator: string, line: number): ReadRecord | TableFault {
  const cells: string[] = [];
  let [at, lines, cut] = [start, 1, false];
  for (;;) {
    const cell = text[at] === '"' ? quoted(text, at + 1) : plain(text, at, separator);
    if (!cell) return { fault: 'open quote', line };
    const value = cell.value.trim();
    cut ||= value.length > LONGEST_CELL;
    cells.push(value.slice(0, LONGEST_CELL).toWellFormed());
    lines += cell.breaks;
    at = cell.next;
    // What stands between a closing quote and the next separator is no part of the cell.
    while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
    if (text[at] === separator) at++;
    else break;
  }
  if (text[at] === '\r') at++;
  if (text[at] === '\n') at++;
  return { cells, cut, next: at, lines };
}

interface Cell {
  value: string;
  next: number;
  breaks: number;
}

function plain(text: string, start: number, separator: string): Cell {
  let at = start;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return { value: text.slice(start, at), next: at, breaks: 0 };
}

function quoted(text: string, start: number): Cell | null {
  let end = text.indexOf('"', start);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end < 0) return null;
  const raw = text.slice(start, end);
  return { value: raw.replaceAll('""', '"'), next: end + 1, breaks: raw.split('\n').length - 1 };
}
