import { promisify } from 'node:util';
import { createHash } from 'node:crypto';
import { gzip } from 'node:zlib';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { tarEnd, tarHeader, tarPadding } from '../../core/privacy/tar.js';
import { lockCustomer, membersOf, rootOf } from '../../customers/customers.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { sha256 } from '../../platform/secrets/secrets.js';
import { BlobStore } from '../../platform/storage/blob-store.js';
import { exportSets } from './export-sets.js';
import { deletePieces, type ExportFile, type ExportRow, partKey } from './exports.queries.js';

const compress = promisify(gzip);
const rowsAtOnce = 2_000;
const bytesAtOnce = 8 * 1024 * 1024;
const leaseS = 120;
const mostAttempts = 20;

/** The next piece of an archive, and where the one after it begins. */
interface Gathered {
  files: { name: string; set: string; count: number; body: Buffer }[];
  stage: number;
  afterId: string | null;
}

/**
 * Writes archives piece by piece: each piece is a gzip of some files of a tar, and gzips that follow one another are one gzip. So
 * no more than one piece is ever in memory, and what was interrupted goes on with the next.
 */
@Injectable()
export class WriteExport implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly store: BlobStore,
    private readonly sweep: Sweep,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('exports', () => this.run());
    this.sweep.register('expired exports', () => this.throwAway(), 60_000);
  }

  private async run(): Promise<void> {
    for (let row = await this.claim(); row; row = await this.claim())
      try {
        while (row && row.state === 'running') row = await this.goOn(row);
      } catch (error) {
        // Due again when the lease ends; after many times somebody has to look.
        this.log.warn({ err: error }, 'an export was interrupted; it goes on');
      }
  }

  private async claim(): Promise<ExportRow | undefined> {
    await this.db.run(
      `UPDATE customer_exports SET state = 'failed', due_at = NULL WHERE due_at <= app_now() AND attempts >= $1`,
      [mostAttempts],
    );
    const [row] = await this.db.query<ExportRow>(
      `UPDATE customer_exports SET state = 'running', attempts = attempts + 1, due_at = app_now() + $1 * interval '1 second' WHERE id = (
         SELECT id FROM customer_exports WHERE due_at <= app_now() AND state IN ('queued', 'running') ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING *`,
      [leaseS],
    );
    return row;
  }

  private async goOn(row: ExportRow): Promise<ExportRow | undefined> {
    const members = await membersOf(this.db, await rootOf(this.db, row.customer_id));
    const last = row.stage > exportSets.length;
    const piece = last ? manifestOf(row, this.clock) : await this.gather(row, members);
    const files = await this.keep(row, piece, last);
    const next = last ? await this.finish(row, row.parts + 1) : await this.advance(row, piece, files);
    // An erasure closed it meanwhile, and has been through the pieces: not through this one.
    if (!next && (await this.isClosed(row.id))) await deletePieces(this.store, row.id, row.parts);
    return next;
  }

  private gather(row: ExportRow, members: string[]): Promise<Gathered> {
    return row.stage === exportSets.length ? this.gatherBytes(row, members) : this.gatherRows(row, members);
  }

  private async gatherRows(row: ExportRow, members: string[]): Promise<Gathered> {
    const set = exportSets[row.stage]!;
    const found = await this.db.query<{ id: string; row: object }>(set.sql, [members, row.after_id, rowsAtOnce]);
    const more = found.length === rowsAtOnce;
    const number = row.files.filter((file) => file.set === set.name).length + 1;
    const body = Buffer.from(found.map((one) => `${JSON.stringify(one.row)}\n`).join(''));
    const file = {
      name: `${set.name}${number > 1 || more ? `-${String(number).padStart(4, '0')}` : ''}.ndjson`,
      set: set.name,
      body,
    };
    return {
      files: found.length > 0 || number === 1 ? [{ ...file, count: found.length }] : [],
      stage: more ? row.stage : row.stage + 1,
      afterId: more ? found.at(-1)!.id : null,
    };
  }

  private async gatherBytes(row: ExportRow, members: string[]): Promise<Gathered> {
    const found = await this.db.query<{ id: string; storage_key: string; size_bytes: string }>(
      `SELECT a.id, a.storage_key, a.size_bytes FROM attachments a JOIN messages m ON m.id = a.message_id
       WHERE m.customer_id = ANY($1) AND a.state = 'stored' AND ($2::uuid IS NULL OR a.id > $2) ORDER BY a.id LIMIT 100`,
      [members, row.after_id],
    );
    const files: Gathered['files'] = [];
    let bytes = 0;
    let afterId = row.after_id;
    for (const one of found) {
      if (bytes > 0 && bytes + Number(one.size_bytes) > bytesAtOnce) break;
      const body = await this.store.read(one.storage_key);
      if (body) files.push({ name: `files/${one.id}`, set: 'files', count: 1, body });
      bytes += Number(one.size_bytes);
      afterId = one.id;
    }
    return { files, stage: found.length === 0 ? row.stage + 1 : row.stage, afterId: found.length === 0 ? null : afterId };
  }

  /** The bytes are safe before the row says that they are there. */
  private async keep(row: ExportRow, { files }: Gathered, last: boolean): Promise<ExportFile[]> {
    const at = Math.floor(row.created_at.getTime() / 1000);
    const pieces = files.flatMap(({ name, body }) => [tarHeader({ name, size: body.length, at }), body, tarPadding(body.length)]);
    if (pieces.length > 0 || last)
      await this.store.put(
        partKey(row.id, row.parts),
        await compress(Buffer.concat(last ? [...pieces, tarEnd()] : pieces)),
        'application/gzip',
      );
    return files.map(({ name, set, count, body }) => ({ name, set, count, bytes: body.length, sha256: sha256(body) }));
  }

  private async advance(row: ExportRow, { stage, afterId }: Gathered, files: ExportFile[]): Promise<ExportRow | undefined> {
    const counts = { ...row.counts };
    for (const { set, count } of files) counts[set] = (counts[set] ?? 0) + count;
    const [next] = await this.db.query<ExportRow>(
      `UPDATE customer_exports SET stage = $2, after_id = $3, parts = parts + $4, files = files || $5::jsonb, counts = $6,
         due_at = app_now() + $7 * interval '1 second' WHERE id = $1 AND state = 'running' AND parts = $8 RETURNING *`,
      [row.id, stage, afterId, files.length > 0 ? 1 : 0, JSON.stringify(files), JSON.stringify(counts), leaseS, row.parts],
    );
    return next;
  }

  private async isClosed(id: string): Promise<boolean> {
    const rows = await this.db.query(`SELECT 1 FROM customer_exports WHERE id = $1 AND state IN ('failed', 'expired')`, [id]);
    return rows.length > 0;
  }

  private async finish(row: ExportRow, parts: number): Promise<undefined> {
    const hash = createHash('sha256');
    let size = 0;
    for (let part = 0; part < parts; part++) {
      const body = await this.store.read(partKey(row.id, part));
      if (!body) throw new Error(`piece ${part} of export ${row.id} is gone`);
      hash.update(body);
      size += body.length;
    }
    await this.db.transaction(async (tx) => {
      const root = await lockCustomer(tx, row.customer_id, 'take');
      const state = root?.erased_at ? 'failed' : 'done';
      await tx.run(
        `UPDATE customer_exports SET state = $5, due_at = NULL, parts = $2, size_bytes = $3, sha256 = $4, finished_at = app_now(),
           expires_at = app_now() + CASE WHEN $5 = 'done' THEN interval '7 days' ELSE interval '0' END WHERE id = $1 AND state = 'running'`,
        [row.id, parts, size, hash.digest('hex'), state],
      );
    });
  }

  /** Seven days old, or of a customer who was erased: the bytes first and the row last. */
  private async throwAway(): Promise<void> {
    const rows = await this.db.query<{ id: string; parts: number }>(
      `SELECT id, parts FROM customer_exports WHERE expires_at <= app_now() AND state <> 'expired' ORDER BY expires_at LIMIT 20`,
    );
    for (const { id, parts } of rows) {
      await deletePieces(this.store, id, parts);
      await this.db.run(`UPDATE customer_exports SET state = 'expired', parts = 0, files = '[]', due_at = NULL WHERE id = $1`, [
        id,
      ]);
    }
  }
}

function manifestOf(row: ExportRow, clock: Clock): Gathered {
  const manifest = {
    format: 'throughline-customer-export/1',
    exportId: row.id,
    customerId: row.customer_id,
    writtenAt: clock.date().toISOString(),
    counts: row.counts,
    files: row.files,
  };
  const body = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  return { files: [{ name: 'manifest.json', set: 'manifest', count: 1, body }], stage: row.stage, afterId: null };
}
