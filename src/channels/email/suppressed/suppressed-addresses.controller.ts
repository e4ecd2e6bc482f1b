import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isISO8601, IsOptional, IsString, MaxLength } from 'class-validator';
import { Audit } from '../../../accounts/audit/audit.service.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../../accounts/principal.js';
import type { Page, SuppressedAddressView } from '../../../contracts/views.js';
import { Database } from '../../../platform/database/database.js';
import { decodeCursor, ListQuery, page } from '../../../platform/http/cursor.js';
import { notFound, Refusal } from '../../../platform/http/refusal.js';
import { normaliseAddress } from '../mail/mail-address.js';
import { listSuppressed, releaseAddress, type SuppressedFilter } from './suppressed-addresses.repository.js';

export class SuppressedQuery extends ListQuery {
  /** One address only. */
  @IsOptional()
  @IsString()
  @MaxLength(320)
  address?: string;
}

/** Addresses that mail came back from for good. Nothing is sent there until a supervisor says that it may be again. */
@ApiTags('Inboxes')
@Roles('supervisor')
@Controller('v1/suppressed-addresses')
export class SuppressedAddressesController {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  @Get()
  async list(@Query() query: SuppressedQuery): Promise<Page<SuppressedAddressView>> {
    const address = query.address === undefined ? undefined : (normaliseAddress(query.address) ?? query.address);
    const rows = await listSuppressed(this.db, { address, after: placeAfter(query), limit: query.limit + 1 });
    return page(
      rows,
      query.limit,
      (row) => [row.createdAt, row.address],
      (row) => row,
    );
  }

  @Delete(':address')
  @HttpCode(204)
  async release(@Param('address') written: string, @CurrentPrincipal() principal: Principal): Promise<void> {
    const address = normaliseAddress(written);
    if (address === null) throw notFound('suppressed address');
    await this.db.transaction(async (tx) => {
      const [found] = await tx.query<{ message_id: string | null }>(
        'SELECT message_id FROM suppressed_addresses WHERE address = $1 FOR UPDATE',
        [address],
      );
      if (!found || !(await releaseAddress(tx, address))) throw notFound('suppressed address');
      await this.audit.write(
        { tx, actor: actorOf(principal) },
        { action: 'address.released', subjectType: 'address', subjectId: address, data: { messageId: found.message_id } },
      );
    });
  }
}

function placeAfter(query: SuppressedQuery): SuppressedFilter['after'] {
  const [createdAt, address] = decodeCursor(query.cursor, 2) ?? [];
  if (createdAt === undefined || address === undefined) return undefined;
  if (!isISO8601(createdAt)) throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
  return { createdAt, address };
}
