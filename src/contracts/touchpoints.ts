import * as s from './schema.js';
import type { Schema } from './schema.js';

/** A step of the customer's way that another system saw. */
export interface TouchpointView {
  id: string;
  /** The system that reported it, and what it calls it. */
  source: string;
  externalId: string;
  kind: string;
  title: string | null;
  channel: string | null;
  /** Whether it is a step by itself, or only goes with one. */
  primary: boolean;
  /** When it happened, and when we were told. */
  occurredAt: string;
  receivedAt: string;
  data: Record<string, unknown>;
}

/** What became of a batch. */
export interface TouchpointsTakenView {
  received: number;
  added: number;
  /** Known already by their source and id, or twice in the batch. */
  repeated: number;
  /** Of those added: of nobody we know for certain. They are kept, and belong to whoever proves one of their keys. */
  unresolved: number;
}

/** A page the customer looked at in the web chat's site; there only with their consent. */
export interface PageViewView {
  url: string;
  title: string | null;
  /** When they came to it, and the last sign that they were there. */
  at: string;
  lastSeenAt: string;
  source: { inboxId: string };
}

/** How much a web chat may tell of the pages a customer looks at: the setting `pages` of its inbox. */
export const pagesPolicies = ['always', 'consent', 'never'] as const;
export type PagesPolicy = (typeof pagesPolicies)[number];

const touchpoint = s.object<TouchpointView>({
  id: s.id,
  source: s.text,
  externalId: s.text,
  kind: s.text,
  title: s.orNull(s.text),
  channel: s.orNull(s.text),
  primary: s.flag,
  occurredAt: s.time,
  receivedAt: s.time,
  data: s.fields,
});

export const touchpointSchemas: Record<string, Schema> = {
  Touchpoint: touchpoint,
  TouchpointsTaken: s.object<TouchpointsTakenView>({
    received: s.integer,
    added: s.integer,
    repeated: s.integer,
    unresolved: s.integer,
  }),
  PageView: s.object<PageViewView>({
    url: s.text,
    title: s.orNull(s.text),
    at: s.time,
    lastSeenAt: s.time,
    source: s.object<PageViewView['source']>({ inboxId: s.id }),
  }),
};
