import { type ASTNode, Environment, EvaluationError, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';

/**
 * What a condition may speak of. A field that is not known is left out, never null: `has(customer.tier)` asks for it, and a
 * condition that reads it regardless does not match.
 */
export interface RoutingFacts {
  customer: { name?: string; tier?: string; locale?: string; timeZone?: string; attributes: Record<string, unknown> };
  conversation: {
    channel: string;
    subject?: string;
    language?: string;
    priority: number;
    reopened: boolean;
    /** Key of the inbox. */
    inbox: string;
    /** What the customer wrote first; of a reopened one, what reopened it. */
    text: string;
    tags: string[];
    fields: Record<string, unknown>;
  };
  channel: string;
  /** In the zone of the queue's hours. `weekday` 1 is Monday; `date` like 2026-11-22; `open`: whether the queue is. */
  now: { hour: number; minute: number; weekday: number; date: string; open: boolean };
}

/** `not_set`: it read a field that this conversation does not have, so it does not match. */
export type Verdict = { outcome: 'matched' | 'not_matched' } | { outcome: 'not_set' | 'error'; detail: string };

export type Condition = (facts: RoutingFacts) => Verdict;

/** `position` counts characters from 0. */
export interface ConditionFault {
  position: number;
  detail: string;
}

/** Characters of a condition at most; and of the text it looks into. */
export const LONGEST_CONDITION = 2_000;
const LONGEST_TEXT = 4_000;
const MOST_TAGS = 100;

// Together with the words below this bounds an evaluation: no more steps than nodes, times the elements of one list.
const limits = { maxAstNodes: 250, maxDepth: 40, maxListElements: 100, maxMapEntries: 20, maxCallArguments: 5 };

/**
 * Functions and macros a condition may use. Left out on purpose: `matches` (a pattern can take for ever on a text somebody
 * else wrote), and whatever makes texts or lists longer than what it was given (`map`, `join`, `split`, `cel.bind`).
 */
const words = new Set([
  ...['has', 'size', 'int', 'double', 'string', 'bool', 'dyn', 'contains', 'startsWith', 'endsWith', 'indexOf'],
  ...['lowerAscii', 'upperAscii', 'trim', 'substring', 'exists', 'all', 'exists_one', 'filter'],
]);
const loops = new Set(['exists', 'all', 'exists_one', 'filter']);

const environment = new Environment({ limits })
  .registerVariable({
    name: 'customer',
    schema: { name: 'string', tier: 'string', locale: 'string', timeZone: 'string', attributes: 'map<string, dyn>' },
  })
  .registerVariable({
    name: 'conversation',
    schema: {
      ...{ channel: 'string', subject: 'string', language: 'string', priority: 'int', reopened: 'bool', inbox: 'string' },
      ...{ text: 'string', tags: 'list<string>', fields: 'map<string, dyn>' },
    },
  })
  .registerVariable('channel', 'string')
  .registerVariable({
    name: 'now',
    schema: { hour: 'int', minute: 'int', weekday: 'int', date: 'string', open: 'bool' },
  });

/** Compiles a condition in CEL, or says where and why it cannot be used. The condition itself never throws. */
export function compileCondition(source: string): Condition | ConditionFault {
  if (source.length > LONGEST_CONDITION)
    return { position: LONGEST_CONDITION, detail: `is longer than ${LONGEST_CONDITION} characters` };
  try {
    const parsed = environment.parse(source);
    const fault = forbidden(parsed.ast, false);
    if (fault) return fault;
    const { valid, type, error } = parsed.check();
    if (!valid) return faultOf(error);
    if (type !== 'bool') return { position: 0, detail: `gives ${type ?? 'something'}, where true or false is needed` };
    return (facts) => verdictOf(() => parsed(contextOf(facts)) as unknown);
  } catch (error) {
    return faultOf(error);
  }
}

export const isFault = (compiled: Condition | ConditionFault): compiled is ConditionFault => typeof compiled !== 'function';

function faultOf(error: unknown): ConditionFault {
  const told = error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError;
  if (!told) return { position: 0, detail: 'cannot be read' };
  return { position: error.range?.start ?? 0, detail: error.summary };
}

/** The first word that may not be used, and a loop within a loop. */
function forbidden(node: ASTNode, inLoop: boolean): ConditionFault | undefined {
  const name = node.op === 'call' || node.op === 'rcall' ? node.args[0] : undefined;
  if (name !== undefined && !words.has(name)) return { position: node.start, detail: `${name} may not be used here` };
  const loop = name !== undefined && loops.has(name);
  if (loop && inLoop) return { position: node.start, detail: `${name} may not stand inside another look through a list` };
  for (const child of childrenOf(node.args)) {
    const fault = forbidden(child, inLoop || loop);
    if (fault) return fault;
  }
  return undefined;
}

function childrenOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}

function verdictOf(run: () => unknown): Verdict {
  try {
    return { outcome: run() === true ? 'matched' : 'not_matched' };
  } catch (error) {
    if (!(error instanceof EvaluationError)) return { outcome: 'error', detail: 'could not be worked out' };
    if (error.code !== 'no_such_key' || !error.node) return { outcome: 'error', detail: error.summary };
    return { outcome: 'not_set', detail: `${fieldOf(error.node)} is not set; the rule does not match` };
  }
}

/** The field as it is written in the condition, `customer.tier`. */
function fieldOf(node: ASTNode): string {
  if (node.op !== '.') return node.input.slice(node.start, node.end);
  return `${fieldOf(node.args[0])}.${node.args[1]}`;
}

/** CEL counts in whole numbers of its own: those of the schema are handed over as such. */
function contextOf({ customer, conversation, channel, now }: RoutingFacts): object {
  return {
    customer,
    conversation: {
      ...conversation,
      priority: BigInt(conversation.priority),
      text: conversation.text.slice(0, LONGEST_TEXT),
      tags: conversation.tags.slice(0, MOST_TAGS),
    },
    channel,
    now: { ...now, hour: BigInt(now.hour), minute: BigInt(now.minute), weekday: BigInt(now.weekday) },
  };
}
