import type { PanelContentView, PanelFactView, PanelItemView, PanelSectionView } from '../../contracts/panels.js';
import { isMoment } from '../../platform/http/moment.js';

/** What of an answer is kept. */
export type PanelContent = Pick<PanelContentView, 'sections' | 'facts'> & { title: string };

/** An answer that is not as agreed; the message says where, never what was in it. */
export class BadAnswer extends Error {}

const mostSections = 10;
const mostItems = 50;
const mostFacts = 20;
const labelLength = 100;
const valueLength = 500;

/** Line breaks are text; other controls, marks that turn the direction of what follows, and halves of characters are not. */
const unshowable = /[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/u;
const markup = /<\/?[a-z!]/i;

/**
 * Reads what a panel answered: {title, sections: [{label, items: [{label, value, at?, url?}]}], facts?}. Whatever else it holds is
 * left out; whatever of this is not as agreed makes the whole answer none.
 * @throws BadAnswer
 */
export function readAnswer(body: Buffer): PanelContent {
  const answer = record(parsed(body), 'the answer');
  return {
    title: text(answer['title'], 'title', labelLength),
    sections: list(answer['sections'], 'sections', mostSections).map(section),
    facts: answer['facts'] === undefined ? [] : list(answer['facts'], 'facts', mostFacts).map(fact),
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as unknown;
  } catch {
    throw new BadAnswer('is no JSON');
  }
}

function section(given: unknown, index: number): PanelSectionView {
  const where = `sections/${index}`;
  const { label, items } = record(given, where);
  return {
    label: text(label, `${where}/label`, labelLength),
    items: list(items, `${where}/items`, mostItems).map((one, at) => item(one, `${where}/items/${at}`)),
  };
}

function item(given: unknown, where: string): PanelItemView {
  const { label, value, at, url } = record(given, where);
  return {
    label: text(label, `${where}/label`, labelLength),
    value: text(typeof value === 'number' ? String(value) : value, `${where}/value`, valueLength),
    ...(at === undefined || at === null ? {} : { at: moment(at, `${where}/at`) }),
    ...(url === undefined || url === null ? {} : { url: link(url, `${where}/url`) }),
  };
}

function fact(given: unknown, index: number): PanelFactView {
  const where = `facts/${index}`;
  const { kind, value, label } = record(given, where);
  if (typeof kind !== 'string' || !/^[a-z][a-z0-9_]{0,49}$/.test(kind)) throw new BadAnswer(`${where}/kind is no kind of fact`);
  return {
    kind,
    value: text(value, `${where}/value`, valueLength),
    ...(label === undefined || label === null ? {} : { label: text(label, `${where}/label`, labelLength) }),
  };
}

function record(given: unknown, where: string): Record<string, unknown> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new BadAnswer(`${where} is no object`);
  return given as Record<string, unknown>;
}

function list(given: unknown, where: string, most: number): unknown[] {
  if (!Array.isArray(given)) throw new BadAnswer(`${where} is no list`);
  if (given.length > most) throw new BadAnswer(`${where} has more than ${most} entries`);
  return given;
}

function text(given: unknown, where: string, most: number): string {
  if (typeof given !== 'string' || given.trim() === '') throw new BadAnswer(`${where} is no text`);
  if (given.length > most) throw new BadAnswer(`${where} is longer than ${most} characters`);
  if (unshowable.test(given) || !given.isWellFormed() || markup.test(given)) throw new BadAnswer(`${where} is not plain text`);
  return given;
}

function moment(given: unknown, where: string): string {
  if (!isMoment(given)) throw new BadAnswer(`${where} is no time`);
  return new Date(given).toISOString();
}

/** Only what a browser opens as a page of another site. */
function link(given: unknown, where: string): string {
  const url = typeof given === 'string' && given.length <= 2_000 && URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== 'https:' || url.username || url.password) throw new BadAnswer(`${where} is no https address`);
  return url.href;
}
