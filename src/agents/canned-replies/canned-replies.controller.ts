import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsLocale, IsOptional, IsString, Length, Matches, ValidateIf } from 'class-validator';
import type { Response } from 'express';
import { afterId } from '../../accounts/after-id.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { CannedReplyView, Page } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { notFound } from '../../platform/http/refusal.js';
import { withEtag } from '../../platform/http/version-guard.js';
import { findReply, listReplies } from './canned-replies.repository.js';
import { CannedReplies } from './canned-replies.service.js';

const keyPattern = /^[a-z0-9][a-z0-9._:-]{0,63}$/;
const given = (_body: unknown, value: unknown): boolean => value !== undefined;

export class CannedReplyQuery extends ListQuery {
  @IsOptional()
  @IsLocale()
  locale?: string;
}

export class NewCannedReplyBody {
  @Matches(keyPattern)
  key: string;

  @IsString()
  @Length(1, 200)
  title: string;

  @IsString()
  @Length(1, 20_000)
  text: string;

  @ValidateIf(given)
  @IsLocale()
  locale: string = 'en';
}

export class CannedReplyPatch {
  @ValidateIf(given)
  @Matches(keyPattern)
  key?: string;

  @ValidateIf(given)
  @IsString()
  @Length(1, 200)
  title?: string;

  @ValidateIf(given)
  @IsString()
  @Length(1, 20_000)
  text?: string;

  @ValidateIf(given)
  @IsLocale()
  locale?: string;
}

@ApiTags('Agents')
@Controller('v1/canned-replies')
export class CannedRepliesController {
  constructor(
    private readonly db: Database,
    private readonly replies: CannedReplies,
  ) {}

  @Get()
  async list(@Query() query: CannedReplyQuery): Promise<Page<CannedReplyView>> {
    const rows = await listReplies(this.db, query.locale, afterId(query), query.limit);
    return page(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  @Get(':id')
  async get(@Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<CannedReplyView> {
    const reply = await findReply(this.db, id);
    if (!reply) throw notFound('canned reply');
    return withEtag(response, reply);
  }

  @Roles('supervisor')
  @Post()
  create(@CurrentPrincipal() principal: Principal, @Body() body: NewCannedReplyBody): Promise<CannedReplyView> {
    return this.db.transaction((tx) => this.replies.create({ actor: actorOf(principal), tx }, body));
  }

  @Roles('supervisor')
  @Patch(':id')
  async change(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: CannedReplyPatch,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CannedReplyView> {
    return withEtag(
      response,
      await this.db.transaction((tx) => this.replies.change({ actor: actorOf(principal), tx }, id, body, ifMatch)),
    );
  }

  @Roles('supervisor')
  @HttpCode(204)
  @Delete(':id')
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.db.transaction((tx) => this.replies.delete({ actor: actorOf(principal), tx }, id, ifMatch));
  }
}
