import { Injectable } from '@nestjs/common';
import { blockingKeys } from '../../core/identity/blocking-keys.js';
import { type Person, readPerson } from '../../core/identity/person.js';
import { type MatchScore, scorePeople, verdictOf, type Verdict } from '../../core/identity/score-people.js';
import { Database } from '../../platform/database/database.js';
import type { Sql } from '../../platform/database/tx.js';
import { membersOf, rootOf } from '../customers.repository.js';
import { candidates } from './blocks.repository.js';
import { wholePeople } from './people.queries.js';
import { dropSuggestions, keepSuggestion, openPartners } from './suggestions.repository.js';

export interface Double {
  customerId: string;
  match: MatchScore;
  verdict: Verdict;
}

/** In one look at a customer no more than these are put before a person: the best. */
const MOST = 10;

/** Searches all customers for those who may be somebody. */
@Injectable()
export class FindDoubles {
  constructor(private readonly db: Database) {}

  /** Everybody worth a look, the likeliest first, as roots of their threads. Reads only; a few milliseconds among a million. */
  async of(sql: Sql, person: Person, except: readonly string[] = []): Promise<Double[]> {
    const [found] = await candidates(sql, [blockingKeys(person)]);
    return this.judge(
      sql,
      person,
      found!.filter((id) => !except.includes(id)),
    );
  }

  /** Puts before a person who might be the same as this customer, and takes back what nothing speaks for any more. */
  async suggest(customerId: string): Promise<void> {
    const rootId = await rootOf(this.db, customerId);
    const [known] = await wholePeople(this.db, [rootId]);
    if (!known) return;
    const person = readPerson(known.record);
    const waiting = await openPartners(this.db, rootId);
    const found = await this.of(this.db, person, await membersOf(this.db, rootId));
    const missing = waiting.filter((id) => !found.some((one) => one.customerId === id));
    const kept = [...found, ...(await this.judge(this.db, person, missing))];
    const gone = waiting.filter((id) => !kept.some((one) => one.customerId === id));
    if (kept.length === 0 && gone.length === 0) return;
    await this.db.transaction(async (tx) => {
      await dropSuggestions(tx, rootId, gone);
      for (const { customerId: other, match } of kept.slice(0, MOST))
        await keepSuggestion(tx, { one: rootId, other, score: match.score, parts: match.parts });
    });
  }

  private async judge(sql: Sql, person: Person, ids: string[]): Promise<Double[]> {
    if (ids.length === 0) return [];
    return (await wholePeople(sql, ids))
      .map((known) => {
        const match = scorePeople(person, readPerson(known.record));
        return { customerId: known.id, match, verdict: verdictOf(match) };
      })
      .filter((one) => one.verdict !== 'apart')
      .sort((a, b) => b.match.score - a.match.score || (a.customerId < b.customerId ? -1 : 1));
  }
}
