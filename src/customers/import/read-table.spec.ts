import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanRow, fieldsOf, mapColumns } from './map-columns.js';
import { decodeTable, readTable, type Table } from './read-table.js';

const read = (text: string): Table => readTable(text) as Table;

describe('reading a table', () => {
  it('reads quotes, line breaks inside of them, empty lines, semicolons and tabs', () => {
    expect(read('name,email\r\n"Lin, ""Mei""\nthe second",mei@shop.test\r\n\r\nJan,\n')).toEqual({
      header: ['name', 'email'],
      rows: [
        { line: 2, cells: ['Lin, "Mei"\nthe second', 'mei@shop.test'] },
        { line: 5, cells: ['Jan', ''] },
      ],
    });
    expect(read('name;email\nLin, Mei;m@x.test').rows[0]!.cells).toEqual(['Lin, Mei', 'm@x.test']);
    expect(read('name\temail\nMei\tm@x.test').header).toEqual(['name', 'email']);
  });

  it('says what is wrong with the whole', () => {
    expect(readTable('')).toEqual({ fault: 'empty' });
    expect(readTable('name,email\n')).toEqual({ fault: 'empty' });
    expect(readTable('name,email\na,b\n"open,c\n')).toEqual({ fault: 'open quote', line: 3 });
    expect(readTable(`${'a,'.repeat(120)}\n1`)).toEqual({ fault: 'too many columns', line: 1 });
    expect(readTable(`a\n${'1\n'.repeat(100_001)}`)).toMatchObject({ fault: 'too many rows' });
  });

  it('never throws, and reads back whatever was written with quotes', () => {
    fc.assert(fc.property(fc.string(), (text) => void readTable(text)));
    const cell = fc.string({ minLength: 1, maxLength: 20 }).map((text) => `x${text.replace(/\r/g, '')}x`);
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 5 }), (rows) => {
        const text = rows.map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        // The separator is told from the header, whose cells hold none here.
        const table = readTable(`a,b\r\n${text}`) as Table;
        expect(table.rows.map((row) => row.cells)).toEqual(rows.map((cells) => cells.map((one) => one.toWellFormed())));
      }),
    );
  });

  it('reads UTF-8 with and without a mark, UTF-16 and GB18030, and nothing else', () => {
    expect(decodeTable(Buffer.from('\uFEFF姓名'))).toBe('姓名');
    expect(decodeTable(Buffer.from([0xd0, 0xd5, 0xc3, 0xfb]))).toBe('姓名');
    expect(decodeTable(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('姓名', 'utf16le')]))).toBe('姓名');
    expect(decodeTable(Buffer.from([0xff, 0xff, 0xff]))).toBeNull();
    expect(decodeTable(Buffer.from('a\u0000b'))).toBeNull();
  });
});

describe('the columns', () => {
  it('are understood in English and Chinese, or told', () => {
    expect(mapColumns(['Customer No.', '姓名', 'E-Mail', '手机号', 'Shoe size'], {})).toEqual({
      columns: { externalId: 'Customer No.', name: '姓名', email: 'E-Mail', phone: '手机号' },
      ignored: ['Shoe size'],
    });
    expect(mapColumns(['a', 'b'], { email: 'b' })).toEqual({ columns: { email: 'b' }, ignored: ['a'] });
    expect(mapColumns(['a'], { email: 'b' })).toMatch('no column');
    expect(mapColumns(['name', 'city'], {})).toMatch('no column holds');
  });

  it('become a line in one form, or the reason why not', () => {
    const mapping = { columns: { email: 'e', phone: 'p', birthDate: 'b' }, ignored: [] };
    const clean = (e: string, p: string, b: string) => cleanRow(fieldsOf(['e', 'p', 'b'], mapping, [e, p, b]), 'CN');
    expect(clean('Mei@Shop.TEST', '13800138000', '1990年2月8日')).toMatchObject({
      email: { value: 'mei@shop.test' },
      phone: { value: '+8613800138000' },
      birthDate: '1990-02-08',
    });
    expect([
      clean('nobody', '', ''),
      clean('a@b.test', '12', ''),
      clean('a@b.test', '', '1990-02-30'),
      clean('', '', ''),
    ]).toEqual([
      'email: invalid_email',
      'phone: invalid_phone',
      'birthDate: not a date such as 1990-02-28',
      'neither external id nor e-mail address nor phone number',
    ]);
  });
});
