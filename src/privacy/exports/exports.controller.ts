import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { ExportView } from '../../contracts/privacy.js';
import { lockCustomer, rootOf } from '../../customers/customers.repository.js';
import { Database } from '../../platform/database/database.js';
import { Public } from '../../platform/http/public.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { BlobStore } from '../../platform/storage/blob-store.js';
import { SignedLinks } from '../../platform/storage/signed-links.js';
import { archivePath, archiveRow, exportRow, exportView, partKey } from './exports.queries.js';

const customerId = new ParseUUIDPipe({ exceptionFactory: () => notFound('customer') });
const exportId = new ParseUUIDPipe({ exceptionFactory: () => notFound('export') });

export class ArchiveQuery {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  expires?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  signature?: string;
}

@ApiTags('Privacy')
@Controller('v1')
export class ExportsController {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
    private readonly links: SignedLinks,
    private readonly store: BlobStore,
  ) {}

  /** While one is being written, asking again gives that one. */
  @Roles('supervisor')
  @HttpCode(202)
  @Post('customers/:id/exports')
  async request(@CurrentPrincipal() principal: Principal, @Param('id', customerId) id: string): Promise<ExportView> {
    const made = await this.db.transaction(async (tx) => {
      const root = await lockCustomer(tx, id);
      if (!root) throw notFound('customer');
      const rootId = root.id;
      const [running] = await tx.query<{ id: string }>(
        `SELECT id FROM customer_exports WHERE customer_id = $1 AND state IN ('queued', 'running') LIMIT 1`,
        [rootId],
      );
      if (running) return running.id;
      const actor = actorOf(principal);
      const fresh = newId();
      await tx.run('INSERT INTO customer_exports (id, customer_id, requested_by_type, requested_by_id) VALUES ($1, $2, $3, $4)', [
        fresh,
        rootId,
        actor.type,
        actor.id,
      ]);
      const about = { action: 'customer.export_requested', subjectType: 'customer', subjectId: rootId };
      await this.audit.write({ tx, actor }, { ...about, data: { exportId: fresh } });
      return fresh;
    });
    return exportView((await exportRow(this.db, made))!, this.links);
  }

  @Roles('supervisor')
  @Get('customers/:id/exports/:exportId')
  async one(@Param('id', customerId) id: string, @Param('exportId', exportId) wanted: string): Promise<ExportView> {
    const row = await exportRow(this.db, wanted);
    if (!row || row.customer_id !== (await rootOf(this.db, id))) throw notFound('export');
    return exportView(row, this.links);
  }

  /** A gzipped tar, by the signed link of the export. */
  @Public()
  @Get('exports/:exportId/archive')
  async archive(@Param('exportId', exportId) id: string, @Query() link: ArchiveQuery, @Res() response: Response): Promise<void> {
    const checked = this.links.check(archivePath(id.toLowerCase()), link);
    if (checked === 'expired')
      throw new Refusal('link_expired', 'The link held for an hour; ask for the export again for a new one.');
    if (checked === 'forged') throw new Refusal('forbidden', 'The link is not one of ours.');
    const row = await archiveRow(this.db, id);
    if (!row) throw notFound('export');
    response.setHeader('Content-Type', 'application/gzip');
    response.setHeader('Content-Disposition', `attachment; filename="customer-${row.customer_id}.tar.gz"`);
    response.setHeader('Cache-Control', 'private, no-store');
    response.setHeader('Content-Length', row.size_bytes!);
    // Too late for a problem document once it flows: the reader sees that it is too short, and its SHA-256 differs.
    await pipeline(Readable.from(this.partsOf(id, row.parts)), response).catch(() => undefined);
  }

  private async *partsOf(id: string, parts: number): AsyncGenerator<Buffer> {
    for (let part = 0; part < parts; part++) {
      const body = await this.store.read(partKey(id, part));
      if (!body) throw new Error('a piece is gone');
      yield body;
    }
  }
}
