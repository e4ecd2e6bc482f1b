import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { stringify } from 'csv-stringify/sync';
import type { Request, Response } from 'express';
import { CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import { assertSupervises, supervisedQueueIds } from '../../accounts/supervised-queues.queries.js';
import type { AgentIntervalView, IntervalsView, QueueIntervalView } from '../../contracts/report-views.js';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { agentIntervals } from './agent-intervals.queries.js';
import { IntervalQuery, type Span, spanOf } from './interval-query.js';
import { queueIntervals } from './queue-intervals.queries.js';

type Rows = QueueIntervalView[] | AgentIntervalView[];

/** What happened in each quarter of an hour, from the history tables; the formulas are published in docs/metrics.md. */
@ApiTags('Supervisors')
@Roles('supervisor')
@Controller('v1/reports/intervals')
export class IntervalsController {
  constructor(private readonly db: Database) {}

  /** As JSON, or as CSV with `format=csv` or `Accept: text/csv`. */
  @Get()
  async read(
    @CurrentPrincipal() by: Principal,
    @Query() query: IntervalQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<IntervalsView | string> {
    const span = spanOf(query);
    const rows = await this.rows(by, query, span);
    const wantsCsv = query.format === 'csv' || (query.format === undefined && request.accepts('json', 'text/csv') === 'text/csv');
    if (!wantsCsv)
      return { data: rows, meta: { every: query.every ?? '15m', from: span.from.toISOString(), to: span.to.toISOString() } };
    response.type('text/csv; charset=utf-8').attachment(`intervals-${span.from.toISOString().slice(0, 10)}.csv`);
    // Names are people's words: a cell that begins like a formula must not be run by the program that opens the file.
    return stringify(rows as object[], { header: true, escape_formulas: true, record_delimiter: 'windows' });
  }

  private async rows(
    by: Principal,
    { queue, agent, by: kind = agent ? 'agent' : 'queue' }: IntervalQuery,
    span: Span,
  ): Promise<Rows> {
    if (kind === 'queue' && agent)
      throw new Refusal('invalid_request', 'agent: goes with by=agent', {
        errors: [{ pointer: '?agent', detail: 'goes with by=agent' }],
      });
    if (queue) await assertSupervises(this.db, by, queue);
    const queueIds = queue ? [queue] : await supervisedQueueIds(this.db, by);
    return kind === 'agent'
      ? agentIntervals(this.db, span, { agentIds: agent ? [agent] : null, queueIds })
      : queueIntervals(this.db, span, queueIds);
  }
}
