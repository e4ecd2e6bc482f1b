import * as s from './schema.js';
import type { Schema } from './schema.js';
import { type IdentityKind, identityKinds } from './words.js';

/** A panel as administrators set it up. */
export interface PanelView {
  id: string;
  key: string;
  name: string;
  url: string;
  /** How long one answer may take, milliseconds. */
  timeoutMs: number;
  /** For how long an answer is shown without asking again, milliseconds. */
  cacheMs: number;
  /** What kinds of identities it is told, of those that are verified. */
  identityKinds: IdentityKind[];
  /** Its answers must be signed too. */
  signsAnswers: boolean;
  enabled: boolean;
  version: number;
  createdAt: string;
}

/** Why a panel could not be read anew. */
export const panelFaults = [
  'timed_out',
  'unreachable',
  'address_refused',
  'bad_status',
  'too_large',
  'bad_answer',
  'bad_signature',
] as const;
export type PanelFault = (typeof panelFaults)[number];

/** `unread`: never asked about this customer. `unavailable`: asked in vain, and nothing older is known. */
export const panelStates = ['fresh', 'stale', 'unread', 'unavailable'] as const;
export type PanelState = (typeof panelStates)[number];

/** What a panel shows beside a conversation. All of it is plain text. */
export interface PanelContentView {
  key: string;
  name: string;
  state: PanelState;
  /** When the panel said this, and how long ago that is in milliseconds. */
  asOf: string | null;
  ageMs: number | null;
  title: string | null;
  sections: PanelSectionView[];
  /** What the other system knows of the customer; told by it, not by them. */
  facts: PanelFactView[];
  /** How the last attempt failed, where it did. */
  fault: PanelFault | null;
}

export interface PanelSectionView {
  label: string;
  items: PanelItemView[];
}

export interface PanelItemView {
  label: string;
  value: string;
  at?: string;
  /** An https address. */
  url?: string;
}

export interface PanelFactView {
  kind: string;
  value: string;
  label?: string;
}

const panel = s.object<PanelView>({
  id: s.id,
  key: s.text,
  name: s.text,
  url: s.text,
  timeoutMs: s.integer,
  cacheMs: s.integer,
  identityKinds: s.list(s.oneOf(identityKinds)),
  signsAnswers: s.flag,
  enabled: s.flag,
  version: s.integer,
  createdAt: s.time,
});

export const panelSchemas: Record<string, Schema> = {
  Panel: panel,
  NewPanel: s.both(
    s.refTo('Panel'),
    s.object<{ secret?: string }>({
      secret: s.omittable(s.described(s.text, 'Made here because none was given. Shown this once.')),
    }),
  ),
  PanelContent: s.object<PanelContentView>({
    key: s.text,
    name: s.text,
    state: s.oneOf(panelStates),
    asOf: s.orNull(s.time),
    ageMs: s.orNull(s.integer),
    title: s.orNull(s.text),
    sections: s.list(
      s.object<PanelSectionView>({
        label: s.text,
        items: s.list(
          s.object<PanelItemView>({ label: s.text, value: s.text, at: s.omittable(s.time), url: s.omittable(s.text) }),
        ),
      }),
    ),
    facts: s.list(s.object<PanelFactView>({ kind: s.text, value: s.text, label: s.omittable(s.text) })),
    fault: s.orNull(s.oneOf(panelFaults)),
  }),
};
