import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { PromiseSuggestionView, PromiseView } from '../../contracts/promises.js';
import { lockConversation } from '../../conversations/conversations.repository.js';
import { readSuggestionId } from '../../conversations/promised-in.js';
import type { Scope } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { MakePromise } from '../make-promise.service.js';
import { promiseView } from './promises.queries.js';
import { suggestionOf } from './promise-suggestions.queries.js';

interface Decided {
  outcome: 'accepted' | 'dismissed';
  promise_id: string | null;
}

type Suggested = PromiseSuggestionView & { authorId: string; ordinal: number };

/**
 * An agent takes what was recognised in a reply as a promise, or says that it is none. Each is decided once: a repeat of the
 * same answer changes nothing, the other answer is refused.
 */
@Injectable()
export class DecideSuggestion {
  constructor(
    private readonly making: MakePromise,
    private readonly audit: Audit,
  ) {}

  /**
   * @param put what is said otherwise than in the message; `dueAt` null: without a day
   * @throws Refusal `not_found`, `conflict` where it was dismissed.
   */
  async accept(scope: Scope, id: string, put: { text?: string; dueAt?: string | null }): Promise<PromiseView> {
    const { suggestion, decided } = await this.open(scope, id);
    if (decided?.outcome === 'dismissed') throw new Refusal('conflict', 'This was said to be no promise.');
    if (decided?.promise_id) return (await promiseView(scope.tx, decided.promise_id))!;
    const promise = await this.making.execute(scope, {
      conversationId: suggestion.conversationId,
      text: put.text ?? suggestion.text,
      dueAt: put.dueAt === undefined ? suggestion.dueAt : put.dueAt,
      dueAsWritten: put.dueAt === undefined || put.dueAt === suggestion.dueAt,
      // Whoever wrote it made it, whoever takes it down.
      madeBy: suggestion.authorId,
      sourceMessageId: suggestion.messageId,
    });
    await this.decide(scope, suggestion, 'accepted', promise.id);
    return promise;
  }

  /** @throws Refusal `not_found`, `conflict` where it was taken as a promise. */
  async dismiss(scope: Scope, id: string): Promise<void> {
    const { suggestion, decided } = await this.open(scope, id);
    if (decided?.outcome === 'accepted') throw new Refusal('conflict', 'This is a promise already; keep it or give it up.');
    if (decided) return;
    await this.decide(scope, suggestion, 'dismissed', null);
    const data = { conversationId: suggestion.conversationId, ordinal: suggestion.ordinal };
    await this.audit.write(scope, {
      ...{ action: 'promise_suggestion.dismissed', subjectType: 'message', subjectId: suggestion.messageId, data },
    });
  }

  /** Under the lock of the conversation, so that two who decide at once see each other. */
  private async open(scope: Scope, id: string): Promise<{ suggestion: Suggested; decided: Decided | undefined }> {
    const key = readSuggestionId(id);
    const suggestion = key && (await suggestionOf(scope.tx, key));
    if (!suggestion) throw notFound('promise suggestion');
    await lockConversation(scope.tx, suggestion.conversationId);
    const [decided] = await scope.tx.query<Decided>(
      'SELECT outcome, promise_id FROM promise_decisions WHERE message_id = $1 AND ordinal = $2',
      [key.messageId, key.ordinal],
    );
    return { suggestion: { ...suggestion, ordinal: key.ordinal }, decided };
  }

  private async decide(
    scope: Scope,
    { messageId, ordinal }: Suggested,
    outcome: Decided['outcome'],
    promiseId: string | null,
  ): Promise<void> {
    await scope.tx.run(
      'INSERT INTO promise_decisions (message_id, ordinal, outcome, promise_id, decided_by) VALUES ($1, $2, $3, $4, $5)',
      [messageId, ordinal, outcome, promiseId, scope.actor.id],
    );
  }
}
