import { expect, it } from '@jest/globals';
import { namedPieces } from './named.js';

const shown = (text: string, names: string[]): string[] =>
  namedPieces(text, names).map((piece) => (piece.isName ? `[${piece.text}]` : piece.text));

it.each([
  ['@Ben see this, @Ana too', ['Ben', 'Ana'], ['[@Ben]', ' see this, ', '[@Ana]', ' too']],
  ['ask @Ben Long', ['Ben', 'Ben Long'], ['ask ', '[@Ben Long]']],
  ['mail ben@shop.test', ['Ben'], ['mail ben@shop.test']],
  ['nobody', [], ['nobody']],
  ['@小陈看一下', ['小陈'], ['[@小陈]', '看一下']],
])('%s', (text, names, expected) => expect(shown(text, names)).toEqual(expected));
