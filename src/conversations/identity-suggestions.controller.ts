import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { Audit } from '../accounts/audit/audit.service.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../accounts/principal.js';
import type { IdentitySuggestionView } from '../contracts/identity.js';
import type { Page } from '../contracts/views.js';
import { AcceptSuggestionBody, DismissSuggestionBody, ListSuggestionsQuery } from '../customers/suggestions/suggestion-bodies.js';
import { listSuggestions, suggestionView } from '../customers/suggestions/suggestions.queries.js';
import { decideSuggestion, lockSuggestion, type SuggestionRow } from '../customers/suggestions/suggestions.repository.js';
import { Database } from '../platform/database/database.js';
import type { Scope, Tx } from '../platform/database/tx.js';
import { decodeCursor, page } from '../platform/http/cursor.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { MergeCustomers } from './merge-customers.service.js';

/** Who may be the same person, for people to decide. */
@ApiTags('Customers')
@Controller('v1/identity-suggestions')
export class IdentitySuggestionsController {
  constructor(
    private readonly db: Database,
    private readonly merging: MergeCustomers,
    private readonly audit: Audit,
  ) {}

  @Roles('agent')
  @Get()
  async list(@Query() query: ListSuggestionsQuery): Promise<Page<IdentitySuggestionView>> {
    const filter = { state: query.state, customerId: query.customer, after: placeOf(query.cursor), limit: query.limit + 1 };
    return page(
      await listSuggestions(this.db, filter),
      query.limit,
      (row) => [row.score, row.id],
      (row) => row,
    );
  }

  @Roles('agent')
  @Post(':id/accept')
  @HttpCode(200)
  async accept(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: AcceptSuggestionBody,
  ): Promise<IdentitySuggestionView> {
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(principal) };
      const suggestion = await openSuggestion(tx, id);
      const intoId = body.into ?? (await elderOf(tx, suggestion));
      const pair = [suggestion.low_id, suggestion.high_id];
      if (!pair.includes(intoId))
        throw new Refusal('invalid_request', 'Only one of the two can be kept.', {
          errors: [{ pointer: '/into', detail: 'is none of the two' }],
        });
      const fromId = pair.find((one) => one !== intoId)!;
      const mergeId = await this.merging.merge(scope, {
        fromId,
        intoId,
        reason: 'suggestion accepted',
      });
      if (!mergeId)
        throw new Refusal('conflict', 'Both are one customer already.', { translations: { zh: '两者已经是同一位客户。' } });
      await decideSuggestion(scope, id, 'accepted', mergeId);
      await this.record(scope, 'identity_suggestion.accepted', id, { fromId, intoId, mergeId, score: suggestion.score });
    });
    return (await suggestionView(this.db, id))!;
  }

  @Roles('agent')
  @Post(':id/dismiss')
  @HttpCode(200)
  async dismiss(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: DismissSuggestionBody,
  ): Promise<IdentitySuggestionView> {
    await this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(principal) };
      const { score, low_id, high_id } = await openSuggestion(tx, id);
      await decideSuggestion(scope, id, 'dismissed');
      await this.record(scope, 'identity_suggestion.dismissed', id, {
        customers: [low_id, high_id],
        score,
        reason: body.reason ?? null,
      });
    });
    return (await suggestionView(this.db, id))!;
  }

  private record(scope: Scope, action: string, subjectId: string, data: object): Promise<void> {
    return this.audit.write(scope, { action, subjectType: 'identity_suggestion', subjectId, data });
  }
}

async function openSuggestion(tx: Tx, id: string): Promise<SuggestionRow> {
  const suggestion = await lockSuggestion(tx, id);
  if (!suggestion) throw notFound('suggestion');
  if (suggestion.state !== 'open')
    throw new Refusal('illegal_move', `This suggestion was ${suggestion.state} already.`, {
      translations: { zh: '这条建议已经处理过了。' },
    });
  return suggestion;
}

async function elderOf(tx: Tx, { low_id, high_id }: SuggestionRow): Promise<string> {
  const [elder] = await tx.query<{ id: string }>(
    'SELECT id FROM customers WHERE id IN ($1, $2) ORDER BY created_at, id LIMIT 1',
    [low_id, high_id],
  );
  return elder!.id;
}

function placeOf(cursor: string | undefined): { score: number; id: string } | undefined {
  const [score, id] = decodeCursor(cursor, 2) ?? [];
  if (score === undefined || id === undefined) return undefined;
  if (!Number.isFinite(Number(score)) || !isUUID(id))
    throw new Refusal('bad_cursor', 'The cursor is not one of ours; start from the first page.');
  return { score: Number(score), id };
}
