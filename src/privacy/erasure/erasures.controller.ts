import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { ErasureView } from '../../contracts/privacy.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { erasureView } from './erasures.queries.js';
import { RequestErasure } from './request-erasure.service.js';

const customerId = new ParseUUIDPipe({ exceptionFactory: () => notFound('customer') });

export class ErasureBody {
  /** It is kept with the proof: it should name the request, and not the person. */
  @IsString()
  @Length(1, 500)
  reason: string;
}

export class ErasureQuery {
  @IsOptional()
  @IsIn(['true', 'false'])
  dryRun?: string;
}

@ApiTags('Privacy')
@Roles('admin')
@Controller('v1')
export class ErasuresController {
  constructor(
    private readonly db: Database,
    private readonly erasing: RequestErasure,
  ) {}

  @HttpCode(202)
  @Post('customers/:id/erasure')
  erase(
    @CurrentPrincipal() principal: Principal,
    @Param('id', customerId) id: string,
    @Query() query: ErasureQuery,
    @Body() body: ErasureBody,
  ): Promise<ErasureView> {
    if (query.dryRun === 'true') return this.erasing.preview(id);
    return this.erasing.request(actorOf(principal), id, body.reason);
  }

  @Get('erasures/:id')
  async one(@Param('id', new ParseUUIDPipe({ exceptionFactory: () => notFound('erasure') })) id: string): Promise<ErasureView> {
    const view = await erasureView(this.db, { id });
    if (!view) throw notFound('erasure');
    return view;
  }
}
