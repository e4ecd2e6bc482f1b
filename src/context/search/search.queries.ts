import type { SearchKind } from '../../contracts/search.js';
import { searchKinds } from '../../contracts/search.js';
import { type Expression, type Match, MATCHES, type Term, tiersOf, toTsquery } from '../../core/search/query.js';
import { corrections, slipsOf } from '../../core/search/slips.js';
import type { Sql } from '../../platform/database/tx.js';
import { channelToken, type SegmentRow, segmentsOf, stemOf } from './search-documents.repository.js';

export interface SearchFilter {
  kind?: SearchKind;
  /** Of these customers alone. */
  customerIds?: string[];
  channel?: string;
  from?: Date;
  to?: Date;
}

/** Where a page ended. */
export interface Place {
  match: Match;
  kind: SearchKind;
  at: Date;
  id: string;
}

export type Found = Place;

/** One look: a tier of the query in one segment; `before` where the page goes on in the middle of it. */
interface Look {
  match: Match;
  kind: SearchKind;
  query: string;
  segment: number;
  before: Place | null;
}

/** Looks that are taken in one statement: few at first, since a common word fills a page from the first, then ever more. */
const FIRST_LOOKS = 4;
const MOST_LOOKS = 64;

/**
 * The next `limit` documents, the best first: exact before prefix before typo, people before facts before messages, then the
 * latest. Goes through the segments in this order and stops when it has enough, so that a common word costs no more than a rare
 * one; slips are thought of only where that was not enough. `corrected`: the words that were tried in place of others.
 */
export async function findDocuments(
  sql: Sql,
  terms: readonly Term[],
  wish: { filter: SearchFilter; after?: Place; limit: number },
): Promise<{ found: Found[]; corrected: string[] }> {
  const segments = await segmentsOf(sql);
  const asWritten = tiersOf(terms, new Map());
  const found = await walk(
    sql,
    looksFor(() => asWritten, segments, wish),
    wish,
  );
  if (found.length >= wish.limit || terms.every(({ plain, nearName }) => !plain && !nearName)) return { found, corrected: [] };
  const corrected = await correctionsOf(sql, terms);
  const slipped = (kind: SearchKind): Tiers =>
    tiersOf(terms, corrected, { names: kind === 'customer' }).filter(({ match }) => match === 'typo');
  found.push(...(await walk(sql, looksFor(slipped, segments, wish), { ...wish, limit: wish.limit - found.length })));
  return { found, corrected: [...corrected.values()].flat() };
}

async function walk(
  sql: Sql,
  looks: readonly Look[],
  { filter, limit }: { filter: SearchFilter; limit: number },
): Promise<Found[]> {
  if (filter.customerIds) return looks.length === 0 ? [] : look(sql, looks, filter, limit);
  const found: Found[] = [];
  for (let at = 0, many = FIRST_LOOKS; at < looks.length && found.length < limit; many = Math.min(many * 4, MOST_LOOKS)) {
    found.push(...(await look(sql, looks.slice(at, at + many), filter, limit - found.length)));
    at += many;
  }
  return found;
}

/** What each mistypable word may have been meant for, among the words there are. */
async function correctionsOf(sql: Sql, terms: readonly Term[]): Promise<Map<string, string[]>> {
  const words = [...new Set(terms.flatMap(({ plain }) => plain ?? []))];
  if (words.length === 0) return new Map();
  const slips = words.map(slipsOf);
  const rows = await sql.prepared<{ asked: string; word: string }>(
    'search-corrections',
    `SELECT q.asked, w.word FROM unnest($1::text[], $2::text[]) AS q(asked, slips),
       LATERAL (SELECT word, documents FROM search_words
                WHERE slips && string_to_array(q.slips, ' ') AND word <> q.asked ORDER BY documents DESC, word LIMIT 100) AS w`,
    [words, slips.map((one) => one.join(' '))],
  );
  return new Map(
    words.map((word) => [
      word,
      corrections(
        word,
        rows.filter((row) => row.asked === word).map((row) => row.word),
      ),
    ]),
  );
}

type Tiers = ReturnType<typeof tiersOf>;

function looksFor(
  tiersFor: (kind: SearchKind) => Tiers,
  segments: readonly SegmentRow[],
  { filter, after }: { filter: SearchFilter; after?: Place },
): Look[] {
  const kinds = searchKinds.filter((kind) => !filter.kind || filter.kind === kind);
  return MATCHES.flatMap((match) =>
    kinds.flatMap((kind) => {
      const tier = tiersFor(kind).find((one) => one.match === match);
      if (!tier) return [];
      const place = after ? placeBefore({ match, kind }, after) : 'all';
      if (place === 'none') return [];
      return segments
        .filter((one) => one.kind === kind && inTime(one, filter) && (place === 'all' || one.from_at <= after!.at))
        .map((one) => ({
          match,
          kind,
          segment: one.id,
          query: queryIn(one.id, tier.wanted, tier.beyond, filter),
          before: place === 'all' ? null : after!,
        }));
    }),
  );
}

/** How much of a tier's kind is left after a page ended: all, none, or what comes after its last. */
function placeBefore(at: Pick<Place, 'match' | 'kind'>, after: Place): 'all' | 'some' | 'none' {
  const order = (place: Pick<Place, 'match' | 'kind'>): number =>
    MATCHES.indexOf(place.match) * 10 + searchKinds.indexOf(place.kind);
  const difference = order(at) - order(after);
  if (difference === 0) return 'some';
  return difference > 0 ? 'all' : 'none';
}

const inTime = (segment: SegmentRow, { from, to }: SearchFilter): boolean =>
  (!from || segment.to_at >= from) && (!to || segment.from_at < to);

function queryIn(segment: number, wanted: Expression, beyond: Expression | undefined, { channel }: SearchFilter): string {
  const stem = stemOf(segment);
  return [
    toTsquery(wanted, stem),
    ...(beyond ? [`!${toTsquery(beyond, stem)}`] : []),
    ...(channel ? [toTsquery({ word: channelToken(channel) }, stem)] : []),
  ].join(' & ');
}

const asked = `unnest($1::text[], $2::int[], $3::timestamptz[], $4::uuid[]) WITH ORDINALITY AS q(query, segment, before_at, before_id, n)`;
const fits = `d.tokens @@ q.query::tsquery AND ($5::timestamptz IS NULL OR d.at >= $5) AND ($6::timestamptz IS NULL OR d.at < $6)
  AND (q.before_at IS NULL OR (d.at, d.id) < (q.before_at, q.before_id))`;
/** The index of tokens says which; of each look only as many as are wanted. */
const amongAll = `SELECT d.id, d.at, q.n FROM ${asked},
  LATERAL (SELECT d.id, d.at FROM search_documents d WHERE ${fits} ORDER BY d.at DESC, d.id DESC LIMIT $7) AS d
  ORDER BY q.n, d.at DESC, d.id DESC LIMIT $7`;
/** The few documents of a customer are read once and compared. */
const amongTheirs = `SELECT d.id, d.at, q.n FROM search_documents d JOIN ${asked} ON q.segment = d.segment
  WHERE d.customer_id = ANY($8::uuid[]) AND ${fits} ORDER BY q.n, d.at DESC, d.id DESC LIMIT $7`;

async function look(sql: Sql, looks: readonly Look[], filter: SearchFilter, limit: number): Promise<Found[]> {
  const values: unknown[] = [
    looks.map((one) => one.query),
    looks.map((one) => one.segment),
    looks.map((one) => one.before?.at ?? null),
    looks.map((one) => one.before?.id ?? null),
    filter.from ?? null,
    filter.to ?? null,
    limit,
  ];
  type Row = { id: string; at: Date; n: string };
  const rows = filter.customerIds
    ? await sql.query<Row>(amongTheirs, [...values, filter.customerIds])
    : await sql.prepared<Row>('search-look', amongAll, values);
  return rows.map(({ id, at, n }) => {
    const { match, kind } = looks[Number(n) - 1]!;
    return { id, at, match, kind };
  });
}
