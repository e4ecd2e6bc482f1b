import type { IvrTree } from './tree.js';

/** One thing wrong with a tree; `at` is a path into it (`nodes/main/choices/0/next`). */
export interface IvrFault {
  at: string;
  detail: string;
}

export const LIMITS = Object.freeze({ nodes: 100, choices: 12, words: 20, textLength: 1000, retries: 5, levels: 10, faults: 20 });

type Check = (value: unknown) => string | undefined;
type Shape = Readonly<Record<string, { check: Check; needed?: true }>>;

const nodeName = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const matching =
  (pattern: RegExp, detail: string): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : detail;
const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}`;
const written =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.trim() !== '' && value.length <= most ? undefined : `must be 1 to ${most} characters`;
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const target = matching(nodeName, 'must name a node');
const factKind = matching(/^[a-z][a-z0-9_]{0,39}$/, 'must be 1 to 40 lower-case letters, digits or underscores');
const localeCode = matching(/^[a-z]{2}(-[A-Za-z]{2,4})?$/, 'must be a language such as en or zh');
const queueRef = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be the id of a queue');

const text: Check = (value) => {
  if (!isObject(value)) return written(LIMITS.textLength)(value);
  const entries = Object.entries(value);
  if (entries.length === 0 || entries.length > 20) return 'must be a text, or one to twenty texts by language';
  for (const [locale, said] of entries) {
    if (localeCode(locale)) return `${locale.slice(0, 20)} is no language`;
    const fault = written(LIMITS.textLength)(said);
    if (fault) return `${locale}: ${fault}`;
  }
  return undefined;
};

const asking = {
  text: { check: text, needed: true },
  retries: { check: whole(0, LIMITS.retries) },
  timeoutS: { check: whole(1, 30) },
  otherwise: { check: target, needed: true },
} as const satisfies Shape;
const next = { check: target, needed: true } as const;

const shapes: Readonly<Record<string, Shape>> = {
  say: { text: { check: text, needed: true }, next },
  language: { locale: { check: localeCode, needed: true }, next },
  set_queue: { queueId: { check: queueRef, needed: true }, next },
  set_fact: {
    fact: { check: factKind, needed: true },
    value: { check: written(200), needed: true },
    label: { check: written(80) },
    next,
  },
  menu: { ...asking, choices: { check: (value) => (Array.isArray(value) ? undefined : 'must be a list'), needed: true } },
  gather: {
    ...asking,
    fact: { check: factKind, needed: true },
    label: { check: written(80) },
    minDigits: { check: whole(1, 40), needed: true },
    maxDigits: { check: whole(1, 40), needed: true },
    speech: { check: flag },
    next,
  },
  queue: {},
  callback: {},
  voicemail: { text: { check: text } },
  hangup: { text: { check: text } },
};

const choiceShape: Shape = {
  digit: { check: matching(/^[0-9*#]$/, 'must be one of 0 to 9, * and #') },
  words: {
    check: (value) =>
      Array.isArray(value) && value.length > 0 && value.length <= LIMITS.words && value.every((one) => !written(60)(one))
        ? undefined
        : `must be 1 to ${LIMITS.words} words of at most 60 characters`,
  },
  label: { check: written(80) },
  next,
};

/** Reads what somebody saved as a tree: every field known and in bounds. Where it leads is `checkTree`'s question. */
export function readTree(value: unknown): { tree: IvrTree; faults: [] } | { tree: null; faults: IvrFault[] } {
  const faults: IvrFault[] = [];
  const add = (at: string, detail: string): void => void (faults.length < LIMITS.faults && faults.push({ at, detail }));
  if (!isObject(value)) return { tree: null, faults: [{ at: '', detail: 'must be an object with start and nodes' }] };
  for (const key of Object.keys(value)) if (key !== 'start' && key !== 'nodes') add(shown(key), 'is not a known field');
  const startFault = target(value['start']);
  if (startFault) add('start', startFault);
  if (!isObject(value['nodes'])) add('nodes', 'must be an object of nodes by name');
  else readNodes(value['nodes'], add);
  return faults.length === 0 ? { tree: value as unknown as IvrTree, faults: [] } : { tree: null, faults };
}

type Add = (at: string, detail: string) => void;

function readNodes(nodes: Record<string, unknown>, add: Add): void {
  const names = Object.keys(nodes);
  if (names.length === 0 || names.length > LIMITS.nodes) return add('nodes', `must be 1 to ${LIMITS.nodes} nodes`);
  for (const name of names) {
    const at = `nodes/${shown(name)}`;
    const node = nodes[name];
    if (!nodeName.test(name)) add(at, 'must be named in lower-case letters, digits, - and _');
    if (!isObject(node)) add(at, 'must be an object');
    else readNode(node, at, add);
  }
}

function readNode(node: Record<string, unknown>, at: string, add: Add): void {
  const kind = node['kind'];
  const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind] : undefined;
  if (!shape) return add(`${at}/kind`, `must be one of ${Object.keys(shapes).join(', ')}`);
  readFields(node, { ...shape, kind: { check: () => undefined } }, at, add);
  if (kind === 'gather' && Number(node['minDigits']) > Number(node['maxDigits']))
    add(`${at}/maxDigits`, 'must not be less than minDigits');
  if (kind === 'menu' && Array.isArray(node['choices'])) readChoices(node['choices'], at, add);
}

function readChoices(choices: unknown[], at: string, add: Add): void {
  if (choices.length === 0 || choices.length > LIMITS.choices)
    return add(`${at}/choices`, `must be 1 to ${LIMITS.choices} choices`);
  const taken = new Set<string>();
  choices.forEach((choice, index) => {
    const here = `${at}/choices/${index}`;
    if (!isObject(choice)) return add(here, 'must be an object');
    const before = readFields(choice, choiceShape, here, add);
    if (!before) return;
    const ways = [...keysOf(choice)];
    if (ways.length === 0) add(here, 'needs a digit or words');
    for (const way of ways) {
      if (taken.has(way)) add(here, `${way} is taken by an earlier choice`);
      taken.add(way);
    }
  });
}

function* keysOf(choice: Record<string, unknown>): Generator<string> {
  if (typeof choice['digit'] === 'string') yield choice['digit'];
  if (Array.isArray(choice['words'])) for (const word of choice['words'] as string[]) yield `"${word.trim().toLowerCase()}"`;
}

/** True where every field is as it should be. */
function readFields(value: Record<string, unknown>, shape: Shape, at: string, add: Add): boolean {
  let sound = true;
  const fault = (field: string, detail: string): void => {
    sound = false;
    add(`${at}/${shown(field)}`, detail);
  };
  for (const field of Object.keys(value)) if (!Object.hasOwn(shape, field)) fault(field, 'is not a known field');
  for (const [field, { check, needed }] of Object.entries(shape)) {
    const given = Object.hasOwn(value, field) ? value[field] : undefined;
    if (given === undefined && !needed) continue;
    const detail = given === undefined ? 'is needed' : check(given);
    if (detail) fault(field, detail);
  }
  return sound;
}

const shown = (name: string): string => name.slice(0, 40);
