import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsJSON, IsOptional, Matches, MaxLength } from 'class-validator';
import type { Request } from 'express';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import {
  type CustomerImportView,
  type ImportField,
  importFields,
  type ImportOutcome,
  importOutcomes,
  type ImportRowView,
} from '../../contracts/identity.js';
import type { Page } from '../../contracts/views.js';
import { isCountry } from '../../core/identity/phone.js';
import { Database } from '../../platform/database/database.js';
import { decodeCursor, ListQuery, page } from '../../platform/http/cursor.js';
import { rawBody } from '../../platform/http/raw-body.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { insertImport } from './imports.repository.js';
import { importRows, importView } from './imports.queries.js';
import { fieldsOf, mapColumns, storedFields, warningOf, warningsOf } from './map-columns.js';
import { decodeTable, MOST_COLUMNS, MOST_ROWS, readTable, type Table, type TableFault } from './read-table.js';

export class ImportQuery {
  /** `true`: only say what would happen. */
  @IsOptional()
  @IsIn(['true', 'false'])
  dryRun?: 'true' | 'false';

  /** Which header stands for which field, where the usual names do not: `{"name": "Contact"}`. */
  @IsOptional()
  @IsJSON()
  @MaxLength(2_000)
  columns?: string;

  /** ISO 3166 country of phone numbers without a country code. */
  @IsOptional()
  @Matches(/^[A-Z]{2}$/, { message: 'defaultCountry must be a country code such as CN' })
  defaultCountry?: string;
}

export class ImportRowsQuery extends ListQuery {
  @IsOptional()
  @IsIn(importOutcomes)
  @Type(() => String)
  outcome?: ImportOutcome;
}

/** Reading customers in from a table. */
@ApiTags('Customers')
@Controller('v1/customers')
export class ImportsController {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  @Roles('supervisor')
  @Post('import')
  @HttpCode(202)
  async start(
    @CurrentPrincipal() principal: Principal,
    @Query() query: ImportQuery,
    @Req() request: Request,
  ): Promise<CustomerImportView> {
    const type = request.headers['content-type'] ?? '';
    if (!/^text\/csv\b/i.test(type)) throw new Refusal('unsupported_media_type', 'Send the table as text/csv.');
    const table = tableOf(rawBody(request));
    const mapping = mapColumns(table.header, toldColumns(query.columns));
    if (typeof mapping === 'string')
      throw new Refusal('invalid_request', `The columns are not understood: ${mapping}.`, {
        errors: [{ pointer: '?columns', detail: mapping }],
      });
    const dryRun = query.dryRun === 'true';
    const defaultCountry = query.defaultCountry ?? null;
    if (defaultCountry !== null && !isCountry(defaultCountry))
      throw new Refusal(
        'invalid_request',
        `There is no country “${defaultCountry}”: defaultCountry is an ISO 3166 code such as CN.`,
        {
          errors: [{ pointer: '?defaultCountry', detail: 'is no country with telephone numbers' }],
        },
      );
    const lines = table.rows.map((row) => ({
      line: row.line,
      fields: storedFields(fieldsOf(table.header, mapping, row.cells)),
      warning: warningOf(table.header, mapping, row),
    }));
    const id = await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(principal) };
      const made = await insertImport(scope, { dryRun, mapping, warnings: warningsOf(table), defaultCountry, lines });
      const data = { dryRun, rows: lines.length };
      await this.audit.write(scope, { action: 'customers.import', subjectType: 'customer_import', subjectId: made, data });
      return made;
    });
    return this.one(id);
  }

  @Roles('supervisor')
  @Get('imports/:id')
  async one(@Param('id') id: string): Promise<CustomerImportView> {
    const found = await importView(this.db, id);
    if (!found) throw notFound('import');
    return found;
  }

  @Roles('supervisor')
  @Get('imports/:id/rows')
  async rows(@Param('id') id: string, @Query() query: ImportRowsQuery): Promise<Page<ImportRowView>> {
    await this.one(id);
    const [after = '0'] = decodeCursor(query.cursor, 1) ?? [];
    if (!/^\d{1,9}$/.test(after)) throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
    const filter = { importId: id, outcome: query.outcome, after: Number(after), limit: query.limit + 1 };
    return page(
      await importRows(this.db, filter),
      query.limit,
      (row) => [row.line],
      (row) => row,
    );
  }
}

function tableOf(bytes: Buffer): Table {
  const text = decodeTable(bytes);
  const table: Table | TableFault = text === null ? { fault: 'encoding' } : readTable(text);
  if (!('fault' in table)) return table;
  throw new Refusal('invalid_request', `The table cannot be read: ${remedyOf(table)}.`, {
    errors: [{ pointer: '', detail: table.fault }],
  });
}

/** What is wrong with it, and what to do. */
function remedyOf(table: TableFault): string {
  switch (table.fault) {
    case 'encoding':
      return 'its letters are neither UTF-8, UTF-16 nor GB18030. Save it as “CSV UTF-8” in the spreadsheet, and send it again';
    case 'empty':
      return 'it needs a header and at least one line under it';
    case 'open quote':
      return `a quotation mark that opens in line ${table.line} is never closed. Close it, or double it where it belongs to the text`;
    case 'too many rows':
      return `it has more than ${MOST_ROWS} lines. Send it in several parts`;
    case 'too many columns':
      return `line ${table.line} has more than ${MOST_COLUMNS} columns. Leave out those that are not needed`;
  }
}

function toldColumns(json: string | undefined): Partial<Record<ImportField, string>> {
  const told: unknown = json === undefined ? {} : JSON.parse(json);
  const valid =
    typeof told === 'object' &&
    told !== null &&
    !Array.isArray(told) &&
    Object.entries(told).every(
      ([field, name]) => (importFields as readonly string[]).includes(field) && typeof name === 'string',
    );
  if (valid) return told;
  throw new Refusal('invalid_request', 'columns names a header for each field.', {
    errors: [{ pointer: '?columns', detail: `an object with ${importFields.join(', ')}` }],
  });
}
