import * as views from './identity.js';
import * as s from './schema.js';
import type { Schema } from './schema.js';
import { identityKinds, identityLevels } from './words.js';

const part = s.object<views.SuggestionPart>({
  part: s.oneOf(['name', 'email', 'phone', 'city', 'birthDate', 'device']),
  level: s.described(s.text, 'How far it agrees.'),
  bits: s.described(s.number, 'What that is worth; negative speaks against.'),
});

const customer = s.object<views.SuggestedCustomer>({
  id: s.id,
  name: s.orNull(s.text),
  keys: s.list(
    s.object<views.SuggestedCustomer['keys'][number]>({ kind: s.oneOf(identityKinds), value: s.text, shared: s.flag }),
  ),
});

const merged = s.object<views.MergeView['from']>({ id: s.id, name: s.orNull(s.text) });

const agent = s.object<{ id: string; name: string }>({ id: s.id, name: s.text });

const columns: Schema = { type: 'object', additionalProperties: { type: 'string' } };

export const identitySchemas: Record<string, Schema> = {
  IdentitySuggestion: s.object<views.IdentitySuggestionView>({
    id: s.id,
    customers: s.list(customer),
    score: s.described(s.number, 'In bits: by 1 more, it is twice as likely to be one person.'),
    parts: s.list(part),
    state: s.oneOf(views.suggestionStates),
    decidedBy: s.orNull(s.id),
    decidedAt: s.orNull(s.time),
    mergeId: s.orNull(s.described(s.id, 'Of an accepted one; it can be undone.')),
    createdAt: s.time,
  }),
  MergePreview: s.object<views.MergePreviewView>({
    conversations: s.list(
      s.object<views.MergePreviewView['conversations'][number]>({
        id: s.id,
        customer: merged,
        agent: s.orNull(s.described(agent, 'Who has it now; null: it waits for somebody.')),
        agentThen: s.orNull(s.described(agent, 'Who would have it after the merge.')),
      }),
    ),
  }),
  Merge: s.object<views.MergeView>({
    id: s.id,
    from: merged,
    into: merged,
    reason: s.text,
    translations: s.orNull(
      s.described(s.object<{ zh: string }>({ zh: s.text }), 'The reason in other languages; null where a person wrote it.'),
    ),
    by: s.refTo('Author'),
    at: s.time,
    undoneAt: s.orNull(s.time),
  }),
  SharedKey: s.object<views.SharedKeyView>({
    kind: s.oneOf(identityKinds),
    value: s.text,
    shared: s.flag,
    holders: s.integer,
  }),
  VerifiedIdentity: s.object<views.VerifiedIdentityView>({
    identityId: s.id,
    level: s.oneOf(identityLevels),
    mergeId: s.orNull(s.described(s.id, 'Where it joined two customers at once.')),
    kept: s.orNull(s.described(s.oneOf(['shared', 'two accounts', 'parted']), 'Why it joined nobody.')),
  }),
  CustomerImport: s.object<views.CustomerImportView>({
    id: s.id,
    dryRun: s.flag,
    state: s.oneOf(['running', 'done']),
    rows: s.object<views.CustomerImportView['rows']>({ total: s.integer, done: s.integer }),
    outcomes: s.object<views.CustomerImportView['outcomes']>({
      created: s.integer,
      matched: s.integer,
      suggested: s.integer,
      refused: s.integer,
    }),
    columns: s.described(columns, 'Which header was taken for which field.') as never,
    ignored: s.list(s.text),
    warnings: s.described(s.list(s.text), 'What of the table as a whole was not read as it stands.') as never,
    startedAt: s.time,
    finishedAt: s.orNull(s.time),
  }),
  ImportRow: s.object<views.ImportRowView>({
    line: s.described(s.integer, 'As a spreadsheet counts: the header is line 1.'),
    outcome: s.orNull(s.oneOf(views.importOutcomes)),
    reason: s.orNull(s.text),
    customerId: s.orNull(s.id),
    matchedLine: s.orNull(s.described(s.integer, 'In a dry run: the earlier line that it would be matched with.')),
    resembles: s.list(
      s.object<views.ImportRowView['resembles'][number]>({
        customerId: s.orNull(s.id),
        line: s.orNull(s.integer),
        score: s.number,
      }),
    ),
    warning: s.orNull(s.text),
  }),
};
