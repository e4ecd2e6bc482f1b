import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type RetentionKind, retentionKinds, type RetentionRuleView } from '../../contracts/privacy.js';
import { membersOf, rootOf } from '../../customers/customers.repository.js';
import { Forgetters } from '../../customers/forgetters.js';
import { Database } from '../../platform/database/database.js';
import { type Sql, systemActor } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { BlobStore } from '../../platform/storage/blob-store.js';
import { eraseFiles } from '../erasure/erase-files.js';
import { eraseMessages } from '../erasure/erase-messages.js';
import { filesDue, keptKinds } from './retention-kinds.js';

const everyMs = 60_000;
const atOnce = 1_000;
/** Of one rule in one run: the rest waits for the next, so that no sweep is held up for long. */
const mostPieces = 20;

interface RuleRow {
  kind: RetentionKind;
  days: number;
  enabled: boolean;
  last_run_at: Date | null;
  removed: string;
  version: number;
}

/** Removes what is older than its rule, in small pieces. Without a rule everything is kept. */
@Injectable()
export class Retention implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly store: BlobStore,
    private readonly forgetters: Forgetters,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('retention', () => this.run(), everyMs);
  }

  private async run(): Promise<void> {
    const rules = await this.db.query<RuleRow>('SELECT * FROM retention_rules WHERE enabled ORDER BY kind');
    for (const rule of rules) {
      let removed = 0;
      for (let piece = 0; piece < mostPieces; piece++) {
        const n = await this.remove(rule);
        removed += n;
        if (n === 0) break;
      }
      await this.db.run('UPDATE retention_rules SET last_run_at = app_now(), removed = removed + $2 WHERE kind = $1', [
        rule.kind,
        removed,
      ]);
      if (removed > 0) this.log.info({ kind: rule.kind, removed }, 'old data was removed by its retention rule');
    }
  }

  private remove({ kind, days }: RuleRow): Promise<number> {
    if (kind === 'message_texts') return this.removeTexts(days);
    if (kind === 'facts') return this.removeFacts(days);
    if (kind === 'attachments' || kind === 'recordings') return eraseFiles(this.db, this.store, filesDue[kind], [days], 50);
    return this.db.run(keptKinds[kind].remove!, [days, atOnce]);
  }

  /** Not found by a search any more once they are gone. */
  private removeFacts(days: number): Promise<number> {
    return this.db.transaction(async (tx) => {
      const rows = await tx.query<{ id: string }>(`${keptKinds.facts.remove!} RETURNING id`, [days, atOnce]);
      await this.forgetters.forgetSingle(
        tx,
        rows.map(({ id }) => id),
      );
      return rows.length;
    });
  }

  /** Thread by thread, since each numbers its own changes. */
  private async removeTexts(days: number): Promise<number> {
    const [next] = await this.db.query<{ customer_id: string }>(
      `SELECT customer_id FROM messages WHERE id IN (
         SELECT id FROM messages WHERE NOT coalesce(content, '{}') @> '{"erased": true}' AND created_at < app_now() - $1::int * interval '1 day'
           AND EXISTS (SELECT 1 FROM conversations v WHERE v.id = messages.conversation_id AND v.status = 'closed') LIMIT 1)`,
      [days],
    );
    if (!next) return 0;
    const rootId = await rootOf(this.db, next.customer_id);
    const memberIds = [...new Set([...(await membersOf(this.db, rootId)), next.customer_id])];
    return this.db.transaction(async (tx) => {
      const whose = { rootId, memberIds, olderThanDays: days };
      const ids = await eraseMessages({ tx, actor: systemActor }, this.outbox, whose, atOnce);
      await this.forgetters.forgetSingle(tx, ids);
      return ids.length;
    });
  }
}

/** Every kind, with its rule where it has one and what would go by it. */
export async function retentionViews(sql: Sql): Promise<RetentionRuleView[]> {
  const rules = new Map((await sql.query<RuleRow>('SELECT * FROM retention_rules')).map((rule) => [rule.kind, rule]));
  return Promise.all(
    retentionKinds.map(async (kind) => {
      const rule = rules.get(kind);
      return {
        kind,
        days: rule?.days ?? null,
        enabled: rule?.enabled ?? false,
        due: rule ? await countDue(sql, kind, rule.days) : 0,
        lastRunAt: rule?.last_run_at?.toISOString() ?? null,
        removed: Number(rule?.removed ?? 0),
        version: rule?.version ?? 0,
      };
    }),
  );
}

export async function countDue(sql: Sql, kind: RetentionKind, days: number): Promise<number> {
  const [row] = await sql.query<{ n: string }>(`SELECT count(*) AS n FROM (${keptKinds[kind].due}) t`, [days]);
  return Number(row!.n);
}
