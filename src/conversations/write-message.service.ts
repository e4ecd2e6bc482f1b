import { Injectable } from '@nestjs/common';
import { actorOf, type Principal } from '../accounts/principal.js';
import { supervises } from '../accounts/supervised-queues.queries.js';
import type { PromiseSuggestionView } from '../contracts/promises.js';
import type { WrittenMessageView } from '../contracts/views.js';
import { Database } from '../platform/database/database.js';
import { isDuplicate } from '../platform/database/errors.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { SignedLinks } from '../platform/storage/signed-links.js';
import { messageViews } from './conversations.queries.js';
import { promisedIn } from './promised-in.js';
import { reaches } from './reaches.js';
import { type Outgoing, SendMessage } from './send-message.service.js';

/** A colleague or another system writes into a conversation. Replies are for its owner and for supervisors; notes for all. */
@Injectable()
export class WriteMessage {
  constructor(
    private readonly db: Database,
    private readonly sendMessage: SendMessage,
    private readonly links: SignedLinks,
  ) {}

  /** Resolves after commit, so that an acknowledgement means stored. */
  async write(
    principal: Principal,
    written: Omit<Outgoing, 'text'> & { kind: 'reply' | 'note'; text?: string },
  ): Promise<{ message: WrittenMessageView; duplicate: boolean }> {
    const outgoing = { ...written, text: written.text ?? '' };
    if (!outgoing.text.trim() && !outgoing.attachments?.length && !outgoing.template)
      throw new Refusal('invalid_request', 'A message needs text, a file or a template.', {
        translations: { zh: '消息需要文字、文件或模板。' },
        errors: [{ pointer: '/text', detail: 'must not be blank' }],
      });
    // Automation acts on what it saw; a person acts on what they see.
    if (principal.type === 'integration' && outgoing.epoch == null)
      throw new Refusal('invalid_request', 'State the epoch you saw.', {
        errors: [{ pointer: '/epoch', detail: 'is needed from automation' }],
      });
    await this.mayWrite(principal, outgoing);
    const send = () => this.db.transaction((tx) => this.sendMessage.send({ tx, actor: actorOf(principal) }, outgoing));
    const sent = await send().catch((error: unknown) => {
      // Two tries of the same message raced; the second one now finds the first.
      if (isDuplicate(error, 'messages_client_key')) return send();
      throw error;
    });
    const [message] = await messageViews(this.db, [sent.messageId], this.links);
    if (!message) throw notFound('message');
    const suggestions = outgoing.kind === 'reply' && principal.type === 'agent' ? await this.promised(message) : [];
    return {
      message: suggestions.length > 0 ? { ...message, promiseSuggestions: suggestions } : message,
      duplicate: sent.duplicate,
    };
  }

  /** After commit, and never in the way of it: what was sent was sent. */
  private promised({ id, conversationId, text, createdAt }: WrittenMessageView): Promise<PromiseSuggestionView[]> {
    return promisedIn(this.db, [{ id, conversationId, text, at: new Date(createdAt) }]);
  }

  private async mayWrite(principal: Principal, outgoing: Outgoing): Promise<void> {
    const [row] = await this.db.query<{ assignee_id: string | null; inbox_id: string; queue_id: string }>(
      'SELECT assignee_id, inbox_id, queue_id FROM conversations WHERE id = $1',
      [outgoing.conversationId],
    );
    if (!row) throw notFound('conversation');
    if (principal.type === 'integration') {
      const conversation = { id: outgoing.conversationId, inboxId: row.inbox_id };
      if (!(await reaches(this.db, principal.inboxIds, conversation))) throw notFound('conversation');
      return;
    }
    if (outgoing.kind === 'note' || row.assignee_id === principal.id) return;
    if (await supervises(this.db, principal, row.queue_id)) return;
    throw new Refusal(
      'forbidden',
      row.assignee_id
        ? 'The conversation belongs to a colleague; leave a note or ask for a transfer.'
        : 'Take the conversation before you reply.',
      { translations: { zh: row.assignee_id ? '会话在同事手上，请留备注或请其转接。' : '请先领取会话再回复。' } },
    );
  }
}
