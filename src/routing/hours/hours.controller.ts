import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { afterId } from '../../accounts/after-id.js';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { HoursPreviewView, HoursView } from '../../contracts/routing-views.js';
import type { Page } from '../../contracts/views.js';
import { openSpans } from '../../core/hours/business-hours.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { ListQuery, page } from '../../platform/http/cursor.js';
import { notFound } from '../../platform/http/refusal.js';
import { withEtag } from '../../platform/http/version-guard.js';
import { HoursPatch, HoursPreviewBody, NewHoursBody } from './hours-bodies.js';
import { findHours, listHours } from './hours.queries.js';
import { SaveHours } from './save-hours.service.js';

const DAY_MS = 86_400_000;

@ApiTags('Queues')
@Controller('v1/hours')
export class HoursController {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly saveHours: SaveHours,
  ) {}

  @Get()
  async list(@Query() query: ListQuery): Promise<Page<HoursView>> {
    return page(
      await listHours(this.db, afterId(query), query.limit),
      query.limit,
      (hours) => [hours.id],
      (hours) => hours,
    );
  }

  @Get(':id')
  async get(@Param('id') id: string, @Res({ passthrough: true }) response: Response): Promise<HoursView> {
    return withEtag(response, await this.find(id));
  }

  @Roles('supervisor')
  @Post()
  async create(
    @CurrentPrincipal() by: Principal,
    @Body() body: NewHoursBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<HoursView> {
    return withEtag(response, await this.saveHours.create(by, body));
  }

  @Roles('supervisor')
  @Patch(':id')
  async change(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Body() body: HoursPatch,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<HoursView> {
    return withEtag(response, await this.saveHours.change(by, id, body, ifMatch));
  }

  @Roles('supervisor')
  @HttpCode(204)
  @Delete(':id')
  remove(
    @CurrentPrincipal() by: Principal,
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.saveHours.remove(by, id, ifMatch);
  }

  /** What the rules come to, holidays and changes of clocks included. */
  @HttpCode(200)
  @Post(':id/preview')
  async preview(@Param('id') id: string, @Body() body: HoursPreviewBody): Promise<HoursPreviewView> {
    const hours = await this.find(id);
    const from = body.from === undefined ? this.clock.now() : Date.parse(body.from);
    const iso = (at: number): string => new Date(at).toISOString();
    const spans = openSpans(hours, from, from + body.days * DAY_MS);
    return { timeZone: hours.timeZone, from: iso(from), spans: spans.map((one) => ({ from: iso(one.from), to: iso(one.to) })) };
  }

  private async find(id: string): Promise<HoursView> {
    const hours = await findHours(this.db, id);
    if (!hours) throw notFound('hours');
    return hours;
  }
}
