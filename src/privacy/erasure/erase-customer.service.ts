import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { announceCustomer } from '../../conversations/announce-customer.js';
import { Forgetters } from '../../customers/forgetters.js';
import { Database } from '../../platform/database/database.js';
import { systemActor, type Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { BlobStore } from '../../platform/storage/blob-store.js';
import { eraseArchives } from './erase-archives.js';
import { eraseFiles, theirFiles } from './erase-files.js';
import { eraseMessages } from './erase-messages.js';
import { eraseSteps } from './erase-steps.js';
import type { ErasureRow } from './erasures.queries.js';

const messagesAtOnce = 500;
const rowsAtOnce = 2_000;
const filesAtOnce = 50;
const leaseS = 60;

/** One piece of the work; says how much it did and whether more of the same is left. */
interface Piece {
  name: string;
  /** Nothing is counted: it was counted by the one that forgot it. */
  act: (erasure: ErasureRow) => Promise<{ n: number; more: boolean }>;
}

/**
 * Carries erasures out, piece by piece, each in a transaction of its own: a customer of fifty thousand messages holds up nobody,
 * and what was interrupted goes on where it stood.
 */
@Injectable()
export class EraseCustomer implements OnModuleInit {
  private readonly pieces: readonly Piece[];

  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly store: BlobStore,
    private readonly forgetters: Forgetters,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.pieces = this.plan();
  }

  onModuleInit(): void {
    this.sweep.register('erasures', () => this.run());
  }

  private plan(): Piece[] {
    const inOneStep = (act: (tx: Tx, erasure: ErasureRow) => Promise<number>) => async (erasure: ErasureRow) => {
      const n = await this.db.transaction((tx) => act(tx, erasure));
      // Until nothing is found: a row that somebody else was changing is found in the next round.
      return { n, more: n > 0 };
    };
    const forget = async (erasure: ErasureRow): Promise<{ n: number; more: boolean }> => {
      for (const { forget: act } of this.forgetters.all()) await this.db.transaction((tx) => act(tx, erasure.member_ids));
      return { n: 0, more: false };
    };
    return [
      // Twice: open work ends before its words go, and whatever was derived of them meanwhile goes at the end.
      { name: 'forgotten', act: forget },
      {
        name: 'attachments',
        act: async ({ member_ids }) => {
          const n = await eraseFiles(this.db, this.store, theirFiles, [member_ids], filesAtOnce);
          return { n, more: n > 0 };
        },
      },
      ...eraseSteps.map(({ name, sql }) => ({
        name,
        act: inOneStep((tx, { member_ids }) => tx.run(sql, [member_ids, rowsAtOnce])),
      })),
      {
        name: 'archives',
        act: async ({ member_ids }) => {
          await eraseArchives(this.db, this.store, member_ids);
          return { n: 0, more: false };
        },
      },
      {
        name: 'messages',
        act: inOneStep(async (tx, { customer_id, member_ids }) => {
          const whose = { rootId: customer_id, memberIds: member_ids };
          return (await eraseMessages({ tx, actor: systemActor }, this.outbox, whose, messagesAtOnce)).length;
        }),
      },
      { name: 'forgotten', act: forget },
    ];
  }

  private async run(): Promise<void> {
    for (let erasure = await this.claim(); erasure; erasure = await this.claim())
      try {
        await this.carryOut(erasure);
      } catch (error) {
        // Due again when the lease ends, from the piece it stands at.
        this.log.warn({ err: error, erasureId: erasure.id }, 'an erasure was interrupted; it goes on');
      }
  }

  private async claim(): Promise<ErasureRow | undefined> {
    const [row] = await this.db.query<ErasureRow>(
      `UPDATE erasures SET attempts = attempts + 1, due_at = app_now() + $1 * interval '1 second' WHERE id = (
         SELECT id FROM erasures WHERE due_at <= app_now() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING *`,
      [leaseS],
    );
    return row;
  }

  private async carryOut(erasure: ErasureRow): Promise<void> {
    for (let stage = erasure.stage; stage < this.pieces.length;) {
      const piece = this.pieces[stage]!;
      const { n, more } = await piece.act(erasure);
      if (!more) stage++;
      await this.db.run(
        `UPDATE erasures SET stage = $2, due_at = app_now() + $5 * interval '1 second',
           counts = CASE WHEN $4 = 0 THEN counts ELSE counts || jsonb_build_object($3::text, coalesce((counts ->> $3)::int, 0) + $4) END WHERE id = $1`,
        [erasure.id, stage, piece.name, n, leaseS],
      );
    }
    await this.db.transaction(async (tx) => {
      await tx.run(`UPDATE erasures SET state = 'done', due_at = NULL, finished_at = app_now() WHERE id = $1`, [erasure.id]);
      await announceCustomer(tx, this.outbox, erasure.customer_id);
    });
  }
}
