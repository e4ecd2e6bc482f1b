import type { SearchKind } from '../../contracts/search.js';
import { slipsOf } from '../../core/search/slips.js';
import { isPlainWord, tokensOf } from '../../core/search/tokens.js';
import type { Sql, Tx } from '../../platform/database/tx.js';
import type { Source } from './search-sources.queries.js';

/** Small enough that all of a segment that has a common word is read and sorted in milliseconds. */
export const FULL_SEGMENT = 32_768;

export interface SegmentRow {
  id: number;
  kind: SearchKind;
  from_at: Date;
  to_at: Date;
  documents: number;
}

/** What stands before each token of a segment. */
export const stemOf = (segment: number): string => `${segment.toString(36)}/`;
/** No word has such a sign: a document's channel is looked up like its words. */
export const channelToken = (channel: string): string => `#${channel}`;

/** The latest segment of each kind first. */
export const segmentsOf = (sql: Sql): Promise<SegmentRow[]> =>
  sql.prepared<SegmentRow>(
    'search-segments',
    'SELECT id, kind, from_at, to_at, documents FROM search_segments ORDER BY kind, from_at DESC',
    [],
  );

interface Known {
  id: string;
  segment: number;
  tokens: string[];
}

const knownBy = (tx: Tx, ids: readonly string[]): Promise<Known[]> =>
  tx.query<Known>(
    `SELECT id, segment, ARRAY(SELECT split_part(token, '/', 2) FROM unnest(tsvector_to_array(tokens)) AS token) AS tokens
     FROM search_documents WHERE id = ANY($1)`,
    [ids],
  );

/**
 * Brings the documents of `ids` to what `sources` say; an id without a source, or with nothing to be found by, has none
 * afterwards. The caller holds the row of progress. Gives how many documents are new.
 */
export async function keepDocuments(tx: Tx, ids: readonly string[], sources: readonly Source[]): Promise<number> {
  if (ids.length === 0) return 0;
  const known = new Map((await knownBy(tx, ids)).map((one) => [one.id, one]));
  const words = new WordCount();
  const wanted = sources.flatMap((source) => {
    const tokens = tokensOf(source.text);
    return tokens.length === 0 ? [] : [{ source, tokens: source.channel ? [...tokens, channelToken(source.channel)] : tokens }];
  });
  const changed = wanted.filter(({ source, tokens }) => !isSame(known.get(source.id)?.tokens, tokens));
  const placed = await place(
    tx,
    changed.map(({ source }) => source),
    known,
  );
  for (const { source, tokens } of changed) words.add(tokens, known.get(source.id)?.tokens ?? []);
  const kept = new Set(wanted.map(({ source }) => source.id));
  const gone = [...known.values()].filter((one) => !kept.has(one.id));
  for (const one of gone) words.add([], one.tokens);
  if (gone.length > 0) await tx.run('DELETE FROM search_documents WHERE id = ANY($1)', [gone.map((one) => one.id)]);
  await write(
    tx,
    changed.map(({ source, tokens }) => ({ source, segment: placed.get(source.id)!, tokens })),
  );
  await words.write(tx);
  return changed.filter(({ source }) => !known.has(source.id)).length;
}

function isSame(known: readonly string[] | undefined, tokens: readonly string[]): boolean {
  if (known?.length !== tokens.length) return false;
  const there = new Set(known);
  return tokens.every((token) => there.has(token));
}

async function write(tx: Tx, documents: { source: Source; segment: number; tokens: string[] }[]): Promise<void> {
  if (documents.length === 0) return;
  const lexemes = documents.map(({ segment, tokens }) => tokens.map((token) => stemOf(segment) + token).join(' '));
  await tx.run(
    `INSERT INTO search_documents (id, segment, customer_id, at, tokens)
     SELECT n.id, n.segment, n.customer_id, n.at, array_to_tsvector(string_to_array(n.lexemes, ' '))
     FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::timestamptz[], $5::text[]) AS n(id, segment, customer_id, at, lexemes)
     ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens, customer_id = excluded.customer_id`,
    [
      documents.map(({ source }) => source.id),
      documents.map(({ segment }) => segment),
      documents.map(({ source }) => source.customerId),
      documents.map(({ source }) => source.at),
      lexemes,
    ],
  );
}

/** Chooses the segment of each by its time; opens a new one after the latest when that is full. A document never moves. */
async function place(tx: Tx, sources: readonly Source[], known: ReadonlyMap<string, Known>): Promise<Map<string, number>> {
  const placed = new Map<string, number>();
  if (sources.length === 0) return placed;
  const segments = await segmentsOf(tx);
  const touched = new Set<SegmentRow>();
  let next = Math.max(0, ...segments.map((one) => one.id)) + 1;
  for (const source of [...sources].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    const before = known.get(source.id)?.segment;
    if (before !== undefined) {
      placed.set(source.id, before);
      continue;
    }
    const own = segments.filter((one) => one.kind === source.kind);
    const latest = own[0];
    let segment = own.find((one) => one.from_at <= source.at) ?? own.at(-1);
    if (!segment || (segment === latest && latest.documents >= FULL_SEGMENT && source.at > latest.to_at)) {
      segment = { id: next++, kind: source.kind, from_at: source.at, to_at: source.at, documents: 0 };
      segments.unshift(segment);
    }
    segment.documents++;
    if (source.at > segment.to_at) segment.to_at = source.at;
    if (source.at < segment.from_at) segment.from_at = source.at;
    touched.add(segment);
    placed.set(source.id, segment.id);
  }
  await saveSegments(tx, [...touched]);
  return placed;
}

async function saveSegments(tx: Tx, segments: SegmentRow[]): Promise<void> {
  for (const { id, kind, from_at, to_at, documents } of segments)
    await tx.run(
      `INSERT INTO search_segments (id, kind, from_at, to_at, documents) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET from_at = $3, to_at = $4, documents = $5`,
      [id, kind, from_at, to_at, documents],
    );
}

/** What a change does to the words of the corpus. */
class WordCount {
  private readonly by = new Map<string, number>();

  add(now: readonly string[], before: readonly string[]): void {
    for (const word of now) if (isPlainWord(word)) this.by.set(word, (this.by.get(word) ?? 0) + 1);
    for (const word of before) if (isPlainWord(word)) this.by.set(word, (this.by.get(word) ?? 0) - 1);
  }

  async write(tx: Tx): Promise<void> {
    const changes = [...this.by].filter(([, by]) => by !== 0);
    if (changes.length === 0) return;
    const there = await tx.query<{ word: string; documents: number }>(
      `UPDATE search_words w SET documents = w.documents + c.by FROM unnest($1::text[], $2::int[]) AS c(word, by)
       WHERE w.word = c.word RETURNING w.word, w.documents`,
      [changes.map(([word]) => word), changes.map(([, by]) => by)],
    );
    const unused = there.filter((one) => one.documents <= 0).map((one) => one.word);
    if (unused.length > 0) await tx.run('DELETE FROM search_words WHERE word = ANY($1)', [unused]);
    const found = new Set(there.map((one) => one.word));
    const fresh = changes.filter(([word, by]) => by > 0 && !found.has(word));
    if (fresh.length === 0) return;
    await tx.run(
      `INSERT INTO search_words (word, documents, slips)
       SELECT w.word, w.documents, string_to_array(w.slips, ' ')
       FROM unnest($1::text[], $2::int[], $3::text[]) AS w(word, documents, slips)`,
      [fresh.map(([word]) => word), fresh.map(([, by]) => by), fresh.map(([word]) => slipsOf(word).join(' '))],
    );
  }
}

/** Documents that are gone, whatever their sources say. The caller holds the row of progress. */
export async function dropDocuments(tx: Tx, ids: readonly string[]): Promise<void> {
  await keepDocuments(tx, ids, []);
}
