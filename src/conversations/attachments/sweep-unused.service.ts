import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { BlobStore } from '../../platform/storage/blob-store.js';

interface Unused {
  id: string;
  storage_key: string | null;
  thumbnail_key: string | null;
}

const everyMs = 600_000;
const atOnce = 100;

/** Throws away uploads that no message took within their day, and files of erased messages; the bytes with the last of them. */
@Injectable()
export class SweepUnused implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly sweep: Sweep,
    private readonly store: BlobStore,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('unused files', () => this.run(), everyMs);
  }

  private async run(): Promise<void> {
    for (let unused = await this.condemn(); unused.length > 0; unused = await this.condemn()) {
      let removed = 0;
      for (const one of unused) if (await this.remove(one)) removed++;
      // The store is away: the rows are still there for the next round.
      if (removed < unused.length) return;
    }
  }

  /** From now on nobody can send them, and nobody's upload points at their bytes. */
  private condemn(): Promise<Unused[]> {
    return this.db.query<Unused>(
      `UPDATE attachments SET state = 'failed' WHERE id IN (
         SELECT id FROM attachments WHERE message_id IS NULL AND coalesce(expires_at, created_at) <= app_now()
         ORDER BY coalesce(expires_at, created_at) LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, storage_key, thumbnail_key`,
      [atOnce],
    );
  }

  /** The bytes first and the row last: whatever is interrupted is found again. */
  private async remove({ id, storage_key, thumbnail_key }: Unused): Promise<boolean> {
    try {
      if (storage_key && !(await this.isHeld(id, storage_key))) {
        await this.store.delete(storage_key);
        if (thumbnail_key) await this.store.delete(thumbnail_key);
      }
      await this.db.run('DELETE FROM attachments WHERE id = $1 AND message_id IS NULL', [id]);
      return true;
    } catch (error) {
      this.log.warn({ err: error, attachmentId: id }, 'an unused file was not removed; it is tried again');
      return false;
    }
  }

  private async isHeld(id: string, key: string): Promise<boolean> {
    const rows = await this.db.query(
      `SELECT 1 FROM attachments WHERE storage_key = $1 AND id <> $2 AND state IN ('pending', 'stored') LIMIT 1`,
      [key, id],
    );
    return rows.length > 0;
  }
}
