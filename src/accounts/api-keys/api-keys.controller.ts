import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsOptional, IsString, IsUUID, Length, ValidateIf } from 'class-validator';
import type { ApiKeyView, Page } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { notFound } from '../../platform/http/refusal.js';
import { afterId } from '../after-id.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../principal.js';
import { findKey, listKeys } from './api-keys.repository.js';
import { ApiKeys, apiKeyView } from './api-keys.service.js';
import { NeverStored } from '../../platform/http/idempotency.js';

export class NewApiKeyBody {
  @IsString()
  @Length(1, 200)
  name: string;

  /** Left out or null: all inboxes. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsUUID('all', { each: true })
  inboxIds?: string[] | null;
}

export class ApiKeyPatch {
  @ValidateIf((body: ApiKeyPatch) => body.name !== undefined)
  @IsString()
  @Length(1, 200)
  name?: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsUUID('all', { each: true })
  inboxIds?: string[] | null;
}

@ApiTags('API keys')
@Roles('admin')
@NeverStored()
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly db: Database,
    private readonly keys: ApiKeys,
  ) {}

  @Get()
  async list(@Query() query: ListQuery): Promise<Page<ApiKeyView>> {
    return page(await listKeys(this.db, afterId(query), query.limit), query.limit, (row) => [row.id], apiKeyView);
  }

  @Get(':id')
  async get(@Param('id') id: string): Promise<ApiKeyView> {
    const row = await findKey(this.db, id);
    if (!row) throw notFound('API key');
    return apiKeyView(row);
  }

  /** The answer is the only place where the key itself is ever shown. */
  @Post()
  issue(@CurrentPrincipal() principal: Principal, @Body() body: NewApiKeyBody): Promise<ApiKeyView & { key: string }> {
    const wish = { name: body.name, inboxIds: body.inboxIds ?? null };
    return this.db.transaction((tx) => this.keys.issue({ actor: actorOf(principal), tx }, wish));
  }

  @Patch(':id')
  change(@CurrentPrincipal() principal: Principal, @Param('id') id: string, @Body() body: ApiKeyPatch): Promise<ApiKeyView> {
    return this.db.transaction((tx) => this.keys.change({ actor: actorOf(principal), tx }, id, body));
  }

  @HttpCode(204)
  @Delete(':id')
  revoke(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    return this.db.transaction((tx) => this.keys.revoke({ actor: actorOf(principal), tx }, id));
  }
}
