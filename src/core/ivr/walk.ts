import { DEFAULT_RETRIES, DEFAULT_TIMEOUT_S, type IvrChoice, type IvrNode, type IvrTree, textIn } from './tree.js';

/** How far a caller is: plain data, kept with the call between two webhooks. */
export interface IvrState {
  node: string;
  /** Unusable answers at this node so far. */
  tries: number;
  /** Nodes entered in this call. */
  steps: number;
  locale: string;
  /** The queue that the tree chose; null for the inbox's own. */
  queueId: string | null;
}

/** What the caller did: keys, words, or (both empty) nothing in time. */
export interface IvrInput {
  digits: string;
  speech: string;
}

/** What is worth keeping of one step. `value` only where the caller gave a fact; `label` is the tree's own word. */
export interface IvrEvent {
  type: 'entered' | 'chose' | 'told' | 'no_input' | 'no_match' | 'lost';
  node: string;
  by?: 'digits' | 'speech';
  digit?: string;
  label?: string;
  fact?: { kind: string; value: string; label?: string };
}

export interface IvrQuestion {
  timeoutS: number;
  /** More than one only where a number is asked for. */
  maxDigits: number;
  /** With # the caller ends a number that may be shorter; '' where each key counts. */
  finishOnKey: string;
  speech: boolean;
  /** Words the recogniser should expect. */
  hints: string[];
}

export type IvrThen =
  { do: 'ask'; question: IvrQuestion } | { do: 'queue' } | { do: 'callback' } | { do: 'voicemail' } | { do: 'hangup' };

export interface IvrTurn {
  /** To be said now, in this order. */
  says: string[];
  state: IvrState;
  events: IvrEvent[];
  then: IvrThen;
}

/** A caller who has gone through so many nodes is looking for a person. */
export const MAX_STEPS = 60;

export function beginIvr(tree: IvrTree, locale: string): IvrTurn {
  return enter(tree, { node: tree.start, tries: 0, steps: 0, locale, queueId: null }, [], []);
}

/** The caller answered the question of `state.node`. A tree that was changed meanwhile leads to a person. */
export function answerIvr(tree: IvrTree, state: IvrState, input: IvrInput): IvrTurn {
  const node = nodeOf(tree, state.node);
  if (node?.kind === 'menu') {
    const choice = chosen(node.choices, input);
    if (!choice) return again(tree, state, node, input);
    const event: IvrEvent = {
      type: 'chose',
      node: state.node,
      by: input.digits ? 'digits' : 'speech',
      ...(choice.digit ? { digit: choice.digit } : {}),
      ...(choice.label ? { label: choice.label } : {}),
    };
    return enter(tree, { ...state, node: choice.next, tries: 0 }, [event], []);
  }
  if (node?.kind === 'gather') {
    const value = given(node, input);
    if (value === null) return again(tree, state, node, input);
    const fact = { kind: node.fact, value, ...(node.label ? { label: node.label } : {}) };
    const event: IvrEvent = { type: 'told', node: state.node, by: input.digits ? 'digits' : 'speech', fact };
    return enter(tree, { ...state, node: node.next, tries: 0 }, [event], []);
  }
  return { says: [], state, events: [{ type: 'lost', node: state.node }], then: { do: 'queue' } };
}

const nodeOf = (tree: IvrTree, name: string): IvrNode | undefined =>
  Object.hasOwn(tree.nodes, name) ? tree.nodes[name] : undefined;

/** Goes on from a node until something must be asked, or the tree ends. */
function enter(tree: IvrTree, from: IvrState, events: IvrEvent[], says: string[]): IvrTurn {
  let state = from;
  for (;;) {
    const node = nodeOf(tree, state.node);
    if (!node || state.steps >= MAX_STEPS)
      return { says, state, events: [...events, { type: 'lost', node: state.node }], then: { do: 'queue' } };
    state = { ...state, steps: state.steps + 1 };
    events.push({ type: 'entered', node: state.node });
    switch (node.kind) {
      case 'say':
        says.push(textIn(node.text, state.locale));
        break;
      case 'language':
        state = { ...state, locale: node.locale };
        break;
      case 'set_queue':
        state = { ...state, queueId: node.queueId.toLowerCase() };
        break;
      case 'set_fact': {
        const fact = { kind: node.fact, value: node.value, ...(node.label ? { label: node.label } : {}) };
        events.push({ type: 'told', node: state.node, fact });
        break;
      }
      case 'menu':
      case 'gather':
        return { says: [...says, textIn(node.text, state.locale)], state, events, then: ask(node) };
      case 'queue':
      case 'callback':
        return { says, state, events, then: { do: node.kind } };
      case 'voicemail':
      case 'hangup':
        return { says: node.text ? [...says, textIn(node.text, state.locale)] : says, state, events, then: { do: node.kind } };
    }
    state = { ...state, node: node.next, tries: 0 };
  }
}

type Question = Extract<IvrNode, { kind: 'menu' | 'gather' }>;

function ask(node: Question): IvrThen {
  const timeoutS = node.timeoutS ?? DEFAULT_TIMEOUT_S;
  if (node.kind === 'gather')
    return {
      do: 'ask',
      question: { timeoutS, maxDigits: node.maxDigits, finishOnKey: '#', speech: node.speech ?? false, hints: [] },
    };
  const hints = node.choices.flatMap(({ words = [] }) => words);
  return { do: 'ask', question: { timeoutS, maxDigits: 1, finishOnKey: '', speech: hints.length > 0, hints } };
}

function again(tree: IvrTree, state: IvrState, node: Question, input: IvrInput): IvrTurn {
  const silent = input.digits === '' && input.speech.trim() === '';
  const event: IvrEvent = { type: silent ? 'no_input' : 'no_match', node: state.node };
  const tries = state.tries + 1;
  if (tries > (node.retries ?? DEFAULT_RETRIES)) return enter(tree, { ...state, node: node.otherwise, tries: 0 }, [event], []);
  return { says: [textIn(node.text, state.locale)], state: { ...state, tries }, events: [event], then: ask(node) };
}

function chosen(choices: readonly IvrChoice[], { digits, speech }: IvrInput): IvrChoice | undefined {
  if (digits) return choices.find((one) => one.digit === digits);
  const said = plain(speech);
  if (!said) return undefined;
  // The longest words first: "new order" is not "order".
  const all = choices.flatMap((choice) => (choice.words ?? []).map((word) => ({ choice, word: plain(word) })));
  all.sort((a, b) => b.word.length - a.word.length);
  return all.find(({ word }) => holds(said, word))?.choice;
}

/** Chinese writes no spaces between words, so there any place will do. */
function holds(said: string, word: string): boolean {
  if (!word) return false;
  return /[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]/.test(word) ? said.includes(word) : ` ${said} `.includes(` ${word} `);
}

const plain = (text: string): string =>
  text
    .slice(0, 500)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function given(node: Extract<IvrNode, { kind: 'gather' }>, { digits, speech }: IvrInput): string | null {
  const keyed = digits.replace(/#$/, '');
  if (keyed) return /^[0-9*]+$/.test(keyed) && keyed.length >= node.minDigits && keyed.length <= node.maxDigits ? keyed : null;
  if (!node.speech) return null;
  const said = speech.replace(/\s+/g, ' ').trim().slice(0, 200);
  return said === '' ? null : said;
}
