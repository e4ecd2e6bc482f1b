// The demo's page: 100 columns at most, colours only on a terminal.
let isSilent = false;
const print = (line) => isSilent || console.log(line);

/** Nothing more is to be read after this. */
export const silence = () => (isSilent = true);

const columns = Math.min(100, Math.max(60, process.stdout.columns ?? 100));
const indent = 12;
const isTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

const paint = (code) => (text) => (isTerminal ? `\x1b[${code}m${text}\x1b[0m` : text);
const bold = paint(1);
const dim = paint(2);
const accent = paint(36);

/** Wide characters (Chinese, Japanese, Korean) take two columns. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const widthOf = (text) => [...text].reduce((sum, char) => sum + (wide.test(char) ? 2 : 1), 0);

/** Lines of at most `width` columns, broken at spaces where there are any. */
function wrap(text, width) {
  const lines = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ').flatMap((one) => cut(one, width))) {
      if (line && widthOf(line) + 1 + widthOf(word) > width) {
        lines.push(line);
        line = word;
      } else line = line ? `${line} ${word}` : word;
    }
    lines.push(line);
  }
  return lines;
}

/** A word longer than a line, in pieces. */
function cut(word, width) {
  const pieces = [''];
  for (const char of word) {
    if (widthOf(pieces.at(-1) + char) > width) pieces.push('');
    pieces[pieces.length - 1] += char;
  }
  return pieces;
}

/** The text, or its beginning and an ellipsis, in at most `width` columns. */
export function clip(text, width) {
  if (widthOf(text) <= width) return text;
  return `${cut(text, width - 1)[0].trimEnd()}…`;
}

const pad = (text, width) => text + ' '.repeat(Math.max(0, width - widthOf(text)));
const clock = (at) => new Date(at).toTimeString().slice(0, 8);

export const plain = (line = '') => print(line);

export function title(text, right) {
  print(`\n ${bold(pad(text, columns - 2 - widthOf(right)))}${dim(right)}`);
}

let chapters = 0;
export function chapter(text) {
  chapters += 1;
  const head = ` ${chapters}  ${text} `;
  print(`\n${accent(bold(head))}${dim('─'.repeat(Math.max(0, columns - widthOf(head))))}`);
}

/** Somebody says something on a channel. @param {{ at: string | number, who: string, by: string, text: string }} said */
export function speech({ at, who, by, text }) {
  const head = `${who} · ${by}`;
  const room = columns - indent - 22;
  const [first, ...rest] = wrap(text, room);
  print(`  ${dim(clock(at))}  ${bold(pad(head, 20))}  ${first}`);
  for (const line of rest) print(`${' '.repeat(indent + 22)}${line}`);
}

/** What the system does, at the moment it did it. */
export function event(at, text) {
  const [first, ...rest] = wrap(text, columns - indent);
  print(`  ${dim(clock(at))}  ${first}`);
  for (const line of rest) print(`${' '.repeat(indent)}${line}`);
}

/** A name and what belongs to it, below an event; several lines stand under each other. */
export function detail(name, values) {
  let label = name;
  for (const value of [values].flat()) {
    for (const line of wrap(value, columns - indent - 14)) {
      print(`${' '.repeat(indent)}${dim(pad(label, 12))}  ${line}`);
      label = '';
    }
  }
}

/** A frame for something shown as it is, such as a mail. @param {string[]} lines */
export function frame(lines) {
  for (const line of lines.flatMap((one) => wrap(one, columns - indent - 2)))
    print(`${' '.repeat(indent)}${accent('│')} ${line}`);
}

export function note(text) {
  for (const line of wrap(text, columns - indent)) print(`${' '.repeat(indent)}${dim(line)}`);
}
