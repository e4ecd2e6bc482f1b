import * as s from './schema.js';
import type { Schema } from './schema.js';

/**
 * `open`: not yet due, or without a day. `due`: its moment is near. `overdue`: past it, neither kept nor given up. `broken`:
 * somebody said that it will not be kept.
 */
export const promiseStates = ['open', 'due', 'overdue', 'kept', 'broken'] as const;
export type PromiseState = (typeof promiseStates)[number];

export interface PromiseView {
  id: string;
  customerId: string;
  conversationId: string;
  text: string;
  state: PromiseState;
  dueAt: string | null;
  /** The customer's zone when it was made. */
  zone: string | null;
  madeBy: { id: string; name: string };
  madeAt: string;
  keptAt: string | null;
  brokenAt: string | null;
  brokenReason: string | null;
  /** The message it was recognised in; null where it was noted down by hand. */
  sourceMessageId: string | null;
}

/** A commitment that was read in a reply, until somebody takes it as a promise or says that it is none. */
export interface PromiseSuggestionView {
  id: string;
  conversationId: string;
  messageId: string;
  /** The sentence, as it was sent. */
  text: string;
  /** The words of time in it. */
  phrase: string | null;
  /** Null where the words name no one moment. */
  dueAt: string | null;
  /** The zone they were read in. */
  zone: string;
}

/** The promises of one agent whose due time lies in the period. Formulas: docs/metrics.md. */
export interface PromisesKeptView {
  agentId: string;
  agentName: string;
  due: number;
  keptInTime: number;
  keptLate: number;
  broken: number;
  /** Past due and neither kept nor given up. */
  overdue: number;
  /** keptInTime ÷ due; null where none was due. */
  keptRate: number | null;
}

const agentAndName = s.object<{ id: string; name: string }>({ id: s.id, name: s.text });

export const promiseSchemas: Record<string, Schema> = {
  Promise: s.object<PromiseView>({
    id: s.id,
    customerId: s.id,
    conversationId: s.id,
    text: s.text,
    state: s.oneOf(promiseStates),
    dueAt: s.orNull(s.time),
    zone: s.orNull(s.text),
    madeBy: agentAndName,
    madeAt: s.time,
    keptAt: s.orNull(s.time),
    brokenAt: s.orNull(s.time),
    brokenReason: s.orNull(s.text),
    sourceMessageId: s.orNull(s.id),
  }),
  PromiseSuggestion: s.object<PromiseSuggestionView>({
    id: s.text,
    conversationId: s.id,
    messageId: s.id,
    text: s.text,
    phrase: s.orNull(s.text),
    dueAt: s.orNull(s.time),
    zone: s.text,
  }),
  PromisesKept: s.object<PromisesKeptView>({
    agentId: s.id,
    agentName: s.text,
    due: s.integer,
    keptInTime: s.integer,
    keptLate: s.integer,
    broken: s.integer,
    overdue: s.integer,
    keptRate: s.orNull(s.number),
  }),
};
