import * as s from './schema.js';
import type { Schema } from './schema.js';

/** What the house asks consent for; a deployment may have purposes of its own. */
export const consentPurposes = ['service', 'pages', 'marketing', 'profiling', 'recording'] as const;

/** What silence means: they may be served, but not sold to; `inbox` where each inbox says it for itself. */
export const silences = ['allowed', 'refused', 'inbox'] as const;
export type Silence = (typeof silences)[number];

/** What holds while nothing was said of a purpose. A purpose of a deployment's own takes a yes. */
export const silenceOf: Record<(typeof consentPurposes)[number], Silence> = {
  service: 'allowed',
  pages: 'inbox',
  marketing: 'refused',
  profiling: 'allowed',
  recording: 'inbox',
};

/** What a customer may be written to for outside a conversation of theirs. */
export const outreachPurposes = ['service', 'marketing'] as const;
export type OutreachPurpose = (typeof outreachPurposes)[number];

export interface ConsentView {
  purpose: string;
  granted: boolean;
  /** Where it was said: `widget`, `agent`, `import`, … */
  source: string;
  evidence: Record<string, unknown>;
  actor: { type: string; id: string | null };
  at: string;
}

/**
 * `granted`: what was said and holds now, by purpose. A purpose that is not in it was never spoken of: `silence` tells what that
 * means for the purposes of the house; any other is refused.
 */
export interface ConsentsView {
  granted: Record<string, boolean>;
  silence: Record<string, Silence>;
  history: ConsentView[];
}

export const exportStates = ['queued', 'running', 'done', 'failed', 'expired'] as const;
export type ExportState = (typeof exportStates)[number];

export interface ExportView {
  id: string;
  customerId: string;
  state: ExportState;
  /** 0 to 1. */
  progress: number;
  counts: Record<string, number>;
  sizeBytes: number | null;
  /** Of the archive as it is downloaded. */
  sha256: string | null;
  /** Signed, good for an hour, relative to this server; null until it is done, and once it has expired. */
  url: string | null;
  createdAt: string;
  finishedAt: string | null;
  expiresAt: string | null;
}

/** What an erasure did, or (without an id) would do. */
export interface ErasureView {
  id: string | null;
  customerId: string;
  /** All whose history made up the thread, merged customers included. */
  memberIds: string[];
  state: 'preview' | 'running' | 'done';
  reason: string | null;
  /** Rows by kind. */
  counts: Record<string, number>;
  /** SHA-256 of the ids of all messages, sorted, one on each line. */
  idsSha256: string;
  requestedBy: { type: string; id: string | null } | null;
  createdAt: string | null;
  finishedAt: string | null;
}

export const retentionKinds = [
  'raw_deliveries',
  'message_texts',
  'attachments',
  'recordings',
  'page_visits',
  'panel_answers',
  'touchpoints',
  'facts',
  'decisions',
  'audit',
] as const;
export type RetentionKind = (typeof retentionKinds)[number];

export interface RetentionRuleView {
  kind: RetentionKind;
  /** Null where there is no rule: kept. */
  days: number | null;
  enabled: boolean;
  /** How many are older than the rule says, and would go with the next run. */
  due: number;
  lastRunAt: string | null;
  removed: number;
  version: number;
}

const actor = s.object<ConsentView['actor']>({ type: s.text, id: s.orNull(s.text) });

export const privacySchemas: Record<string, Schema> = {
  Consent: s.object<ConsentView>({
    purpose: s.text,
    granted: s.flag,
    source: s.text,
    evidence: s.fields,
    actor,
    at: s.time,
  }),
  Consents: s.object<ConsentsView>({
    granted: s.mapOf(s.flag),
    silence: s.mapOf(s.oneOf(silences)),
    history: s.list(s.refTo('Consent')),
  }),
  CustomerExport: s.object<ExportView>({
    id: s.id,
    customerId: s.id,
    state: s.oneOf(exportStates),
    progress: s.number,
    counts: s.mapOf(s.integer),
    sizeBytes: s.orNull(s.integer),
    sha256: s.orNull(s.text),
    url: s.orNull(s.described(s.text, 'Signed, good for an hour, relative to this server.')),
    createdAt: s.time,
    finishedAt: s.orNull(s.time),
    expiresAt: s.orNull(s.time),
  }),
  Erasure: s.object<ErasureView>({
    id: s.orNull(s.id),
    customerId: s.id,
    memberIds: s.list(s.id),
    state: s.oneOf(['preview', 'running', 'done']),
    reason: s.orNull(s.text),
    counts: s.mapOf(s.integer),
    idsSha256: s.text,
    requestedBy: s.orNull(actor),
    createdAt: s.orNull(s.time),
    finishedAt: s.orNull(s.time),
  }),
  RetentionRule: s.object<RetentionRuleView>({
    kind: s.oneOf(retentionKinds),
    days: s.orNull(s.integer),
    enabled: s.flag,
    due: s.integer,
    lastRunAt: s.orNull(s.time),
    removed: s.integer,
    version: s.integer,
  }),
};
