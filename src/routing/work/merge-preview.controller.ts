import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { Roles } from '../../accounts/principal.js';
import type { MergePreviewView } from '../../contracts/identity.js';
import { customerView } from '../../customers/customers.queries.js';
import { membersOf, rootOf } from '../../customers/customers.repository.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { mergePreview } from './merge-preview.queries.js';

export class MergePreviewQuery {
  /** The customer that would become part of the one in the path. */
  @IsUUID()
  from: string;
}

/** Whose the open conversations would be, before anybody joins two customers. */
@ApiTags('Customers')
@Controller('v1/customers/:id/merge-preview')
export class MergePreviewController {
  constructor(private readonly db: Database) {}

  @Roles('agent')
  @Get()
  async preview(@Param('id') id: string, @Query() { from }: MergePreviewQuery): Promise<MergePreviewView> {
    for (const one of [id, from]) if (!(await customerView(this.db, one))) throw notFound('customer');
    const roots = new Set([await rootOf(this.db, id), await rootOf(this.db, from)]);
    // Of two who are one already it says how things stand: a screen may ask once more just after it joined them.
    const members = await Promise.all([...roots].map((root) => membersOf(this.db, root)));
    return mergePreview(this.db, members.flat());
  }
}
