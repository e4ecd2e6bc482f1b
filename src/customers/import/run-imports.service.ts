import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { room } from '../../contracts/events.js';
import type { IdentityKind } from '../../contracts/words.js';
import { blockingKeys } from '../../core/identity/blocking-keys.js';
import { readPerson } from '../../core/identity/person.js';
import { Database } from '../../platform/database/database.js';
import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { erasedKeys } from '../erased-keys.js';
import { Forgetters } from '../forgetters.js';
import { candidates, fileBlocks, markLooked } from '../suggestions/blocks.repository.js';
import { wholePeople } from '../suggestions/people.queries.js';
import { addSuggestions } from '../suggestions/suggestions.repository.js';
import { type Asked, type Decision, decideRow, type Known } from './decide-row.js';
import { fingerprintOf, keyOfLine } from './fingerprint.js';
import * as imports from './imports.repository.js';
import { type CleanRow, cleanRow } from './map-columns.js';
import { SeenPeople } from './seen-people.js';

const BATCH = 500;
const STRETCH_MS = 2_000;

interface ReadLine extends Asked {
  line: number;
  row: CleanRow;
  words: string[];
}

/**
 * Carries imports out, a batch at a time: outcomes are written in the transaction that has the effects, so that a process that is
 * killed leaves no line half done and the next one goes on where it stopped. Found by the sweep; no other wake-up is needed.
 */
@Injectable()
export class RunImports implements OnModuleInit, OnModuleDestroy {
  private stopped = false;
  /** Of the dry run under way: who would be new so far. A real run finds them among the customers. */
  private dry: { importId: string; seen: SeenPeople } | undefined;

  constructor(
    private readonly db: Database,
    private readonly sweep: Sweep,
    private readonly outbox: Outbox,
    private readonly secrets: Secrets,
    private readonly forgetters: Forgetters,
  ) {}

  onModuleInit(): void {
    this.sweep.register('customer-imports', () => this.stretch());
    this.sweep.register('forget-imports', () => imports.dropOldImports(this.db), 3_600_000);
    this.forgetters.on('imported lines', imports.forgetLines);
  }

  onModuleDestroy(): void {
    this.stopped = true;
  }

  private async stretch(): Promise<void> {
    const until = performance.now() + STRETCH_MS;
    while (!this.stopped && performance.now() < until) if (!(await this.db.transaction((tx) => this.batch(tx)))) return;
  }

  /** False where nothing is due. */
  private async batch(tx: Tx): Promise<boolean> {
    const job = await imports.claimImport(tx);
    if (!job) return false;
    const due = await imports.dueLines(tx, job.id, BATCH);
    if (due.length === 0) {
      await imports.finishImport(tx, job.id);
      if (this.dry?.importId === job.id) this.dry = undefined;
      return true;
    }
    const country = job.default_country ?? undefined;
    const { lines, refused } = await this.readLines(tx, due, country);
    const seen = job.dry_run ? await this.seenSoFar(tx, job.id, country) : new SeenPeople();
    const decided = this.decide(lines, await knownTo(tx, lines), seen, job.dry_run);
    if (!job.dry_run) await this.carryOut(tx, decided);
    await imports.writeOutcomes(tx, job.id, [...refused, ...decided.map(toOutcome)]);
    return true;
  }

  /** Whoever was erased is not brought back by an old table. */
  private async readLines(
    tx: Tx,
    due: readonly imports.DueLine[],
    country: string | undefined,
  ): Promise<{ lines: ReadLine[]; refused: imports.LineOutcome[] }> {
    const read = due.map(({ line, fields }) => ({ line, row: cleanRow(fields, country) }));
    const keys = read.flatMap(({ line, row }) => (typeof row === 'string' ? [] : keysOf(row).map((key) => ({ ...key, line }))));
    const erased = new Set((await erasedKeys(tx, this.secrets, keys)).map(({ key }) => key.line));
    const lines: ReadLine[] = [];
    const refused: imports.LineOutcome[] = [];
    for (const { line, row } of read) {
      const because = typeof row === 'string' ? row : erased.has(line) ? 'this customer was erased' : null;
      if (because !== null) refused.push({ line, outcome: 'refused', reason: because, customerId: null, matchedLine: null });
      else if (typeof row !== 'string') lines.push(readLine(line, row));
    }
    return { lines, refused };
  }

  /** A dry run whose process died has forgotten them: they are read back from what it wrote. */
  private async seenSoFar(tx: Tx, importId: string, country: string | undefined): Promise<SeenPeople> {
    if (this.dry?.importId !== importId) {
      const seen = new SeenPeople();
      for (const { line, fields } of await imports.newcomersSoFar(tx, importId)) {
        const row = cleanRow(fields, country);
        if (typeof row !== 'string') seen.add(newcomer(readLine(line, row), null));
      }
      this.dry = { importId, seen };
    }
    return this.dry!.seen;
  }

  private decide(lines: readonly ReadLine[], known: Known[][], seen: SeenPeople, dryRun: boolean): Decided[] {
    return lines.map((line, index) => {
      const decision = decideRow(line, [...known[index]!, ...seen.find(line, line.words)]);
      const customerId = decision.outcome === 'matched' ? decision.to.customerId : dryRun ? null : newId();
      if (decision.outcome !== 'matched') seen.add(newcomer(line, customerId));
      else if (line.fingerprint !== null) seen.remember(line.fingerprint, decision.to);
      return { line, decision, customerId };
    });
  }

  private async carryOut(tx: Tx, decided: readonly Decided[]): Promise<void> {
    const entering = (matched: boolean): imports.Entering[] =>
      decided
        .filter(({ decision }) => (decision.outcome === 'matched') === matched)
        .map(({ customerId, line }) => ({ customerId: customerId!, row: line.row }));
    const [newcomers, known] = [entering(false), entering(true)];
    await imports.insertCustomers(tx, newcomers);
    const filled = await imports.fillCustomers(tx, known);
    const keyed = await imports.addKeys(tx, [...newcomers, ...known]);
    await imports.rememberLines(tx, decided.flatMap(sameLine));
    const created = decided.filter(({ decision }) => decision.outcome !== 'matched');
    // At once, so that the next batch finds them.
    await markLooked(
      tx,
      newcomers.map((one) => one.customerId),
      { asNew: true },
    );
    await fileBlocks(
      tx,
      created.map(({ customerId, line }) => ({ id: customerId!, keys: line.words })),
    );
    const pairs = created.flatMap(({ decision, customerId }) =>
      decision.outcome !== 'suggested'
        ? []
        : decision.beside.map(({ to, match: { score, parts } }) => ({ one: customerId!, other: to.customerId!, score, parts })),
    );
    await addSuggestions(tx, pairs);
    const changed = new Set([...newcomers.map((one) => one.customerId), ...filled, ...keyed]);
    for (const customerId of changed)
      await this.outbox.add(tx, { type: 'customer.updated', payload: { customerId }, rooms: [room.customer(customerId)] });
  }
}

const keysOf = ({ externalId, email, phone }: CleanRow): { kind: IdentityKind; value: string }[] => [
  ...(externalId ? [{ kind: 'external' as const, value: externalId }] : []),
  ...(email ? [{ kind: 'email' as const, value: email.value }] : []),
  ...(phone ? [{ kind: 'phone' as const, value: phone.value }] : []),
];

interface Decided {
  line: ReadLine;
  decision: Decision;
  /** Null in a dry run, for who would be new. */
  customerId: string | null;
}

function readLine(line: number, row: CleanRow): ReadLine {
  const person = readPerson({
    name: row.name,
    emails: row.email ? [{ value: row.email.value, shared: false }] : [],
    phones: row.phone ? [{ value: row.phone.value, shared: false }] : [],
    city: row.city,
    birthDate: row.birthDate,
  });
  const { externalId } = row;
  return {
    line,
    row,
    person,
    externalId,
    fingerprint: externalId === null ? fingerprintOf(row) : null,
    words: blockingKeys(person),
  };
}

const newcomer = ({ line, row, person, fingerprint }: ReadLine, customerId: string | null): Known => ({
  ...{ line, person, customerId },
  externals: row.externalId ? [row.externalId] : [],
  lines: fingerprint ? [fingerprint] : [],
});

/** How a line without an id is known again. */
function sameLine({ line, customerId }: Decided): (imports.SameLine & { customerId: string })[] {
  const key = keyOfLine(line.row);
  return key && line.fingerprint && customerId ? [{ ...key, print: line.fingerprint, customerId }] : [];
}

/** For each line, the customers who are here and may be meant. */
async function knownTo(tx: Tx, lines: readonly ReadLine[]): Promise<Known[][]> {
  const named = await imports.holdersOfExternals(
    tx,
    lines.flatMap(({ row }) => row.externalId ?? []),
  );
  const again = await imports.holdersOfLines(
    tx,
    lines.flatMap(({ row, fingerprint }) => (fingerprint ? [{ ...keyOfLine(row)!, print: fingerprint }] : [])),
  );
  const settled = ({ row, fingerprint }: ReadLine): Known | undefined => {
    const holder = named.get(row.externalId ?? '');
    if (holder) return knownAs(holder.root, { name: holder.name, externals: [row.externalId!] });
    const root = fingerprint === null ? undefined : again.get(fingerprint);
    return root === undefined ? undefined : knownAs(root, { name: null, lines: [fingerprint!] });
  };
  const certain = lines.map(settled);
  // Whoever is named by an id or by the line itself is looked for no further.
  const found = await candidates(
    tx,
    lines.map((line, index) => (certain[index] ? [] : line.words)),
  );
  const ids = [...new Set(found.flat())];
  const externals = await imports.externalsOf(tx, ids);
  const people = new Map(
    (await wholePeople(tx, ids)).map(({ id, record }) => [
      id,
      { customerId: id, line: null, person: readPerson(record), externals: externals.get(id) ?? [], lines: [] },
    ]),
  );
  return certain.map((one, index) => (one ? [one] : found[index]!.flatMap((id) => people.get(id) ?? [])));
}

const knownAs = (
  customerId: string,
  { name, externals = [], lines = [] }: { name: string | null; externals?: string[]; lines?: string[] },
): Known => ({ customerId, line: null, person: readPerson({ name }), externals, lines });

const toOutcome = ({ line, decision, customerId }: Decided): imports.LineOutcome => ({
  line: line.line,
  outcome: decision.outcome,
  reason: decision.reason?.slice(0, 500) ?? null,
  customerId,
  matchedLine: decision.outcome === 'matched' ? decision.to.line : null,
  resembles:
    decision.outcome === 'suggested'
      ? decision.beside.map(({ to, match }) => ({
          customerId: to.customerId,
          line: to.customerId ? null : to.line,
          score: match.score,
        }))
      : [],
  warning: decision.outcome === 'matched' ? (decision.warning ?? null) : null,
});
