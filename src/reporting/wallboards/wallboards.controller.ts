import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import type { Response } from 'express';
import { afterId } from '../../accounts/after-id.js';
import { bearerOf } from '../../accounts/auth.guard.js';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import type { WallboardTokenView, WallboardView } from '../../contracts/report-views.js';
import type { Page } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { NeverStored } from '../../platform/http/idempotency.js';
import { tellLimit } from '../../platform/http/limit-headers.js';
import { Limited } from '../../platform/http/limited.guard.js';
import { Moment } from '../../platform/http/moment.js';
import { Public } from '../../platform/http/public.js';
import { listTokens } from './wallboard-tokens.repository.js';
import { Wallboards } from './wallboards.service.js';

export class NewWallboardBody {
  /** Where it hangs. */
  @IsString()
  @Length(1, 200)
  name: string;

  /** Left out, null or empty: all that the maker supervises. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  queueIds?: string[] | null;

  /** Left out or null: until it is revoked. */
  @IsOptional()
  @Moment()
  expiresAt?: Date | null;
}

@ApiTags('Supervisors')
@Roles('supervisor')
@NeverStored()
@Controller('v1/wallboard-tokens')
export class WallboardTokensController {
  constructor(
    private readonly db: Database,
    private readonly wallboards: Wallboards,
  ) {}

  @Get()
  async list(@CurrentPrincipal() by: Principal, @Query() query: ListQuery): Promise<Page<WallboardTokenView>> {
    const given = await supervisedQueueIds(this.db, by);
    return page(
      await listTokens(this.db, given, afterId(query), query.limit),
      query.limit,
      (row) => [row.id],
      (row) => row,
    );
  }

  /** The answer is the only place where the token itself is ever shown. */
  @Post()
  make(@CurrentPrincipal() by: Principal, @Body() body: NewWallboardBody): Promise<WallboardTokenView & { token: string }> {
    return this.wallboards.make(by, body);
  }

  @HttpCode(204)
  @Delete(':id')
  revoke(@CurrentPrincipal() by: Principal, @Param('id') id: string): Promise<void> {
    return this.wallboards.revoke(by, id);
  }
}

/** For the screen itself, which has no sign-in: its token opens this door and no other. */
@ApiTags('Supervisors')
@ApiBearerAuth('wallboard')
@Public()
@Limited({ name: 'wallboards', points: 1_200, seconds: 60 })
@Controller('v1/wallboard')
export class WallboardController {
  constructor(private readonly wallboards: Wallboards) {}

  @Get()
  async show(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WallboardView> {
    const { view, spent } = await this.wallboards.show(bearerOf(authorization));
    tellLimit(response, spent);
    return view;
  }
}
