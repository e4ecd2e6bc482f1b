import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SendMessage } from '../../conversations/send-message.service.js';
import { type BusinessHours, isOpen, nextOpening } from '../../core/hours/business-hours.js';
import { Database } from '../../platform/database/database.js';
import { systemActor } from '../../platform/database/tx.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { InboxesQueries } from '../inboxes/inboxes.queries.js';
import { EmailInboxes } from './email-inboxes.service.js';
import { closedText, languageOf } from './mail/closed-text.js';
import { answeredAlready, type ClosedMail, mailToAnswer, noteAnswered } from './reply-when-closed.queries.js';

/** Somebody else told this conversation first: what was written here is taken back. */
class ToldAlready extends Error {}

/**
 * Tells a customer whose mail comes while the queue is closed when somebody will read it: once in a conversation, never in answer to
 * a machine, and marked as a machine's words, so that no two machines answer each other.
 */
@Injectable()
export class ReplyWhenClosed implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly listeners: EventListeners,
    private readonly inboxes: InboxesQueries,
    private readonly email: EmailInboxes,
    private readonly messages: SendMessage,
  ) {}

  onModuleInit(): void {
    this.listeners.on('reply when closed', ['message.created'], async (events) => {
      // Known without a question where no inbox wants it: this hears of every message there is.
      const asked = (await this.inboxes.ofChannel('email')).filter(
        (inbox) => this.email.settingsOf(inbox).replyWhenClosed === true,
      );
      if (asked.length === 0) return;
      const messageIds = events.flatMap(({ payload }) => ('messageId' in payload ? [payload.messageId] : []));
      const found = await mailToAnswer(
        this.db,
        messageIds,
        asked.map(({ id }) => id),
      );
      for (const mail of found) await this.answer(mail);
    });
  }

  private async answer(mail: ClosedMail): Promise<void> {
    const hours: BusinessHours = { timeZone: mail.timeZone, intervals: mail.intervals, holidays: mail.holidays };
    const now = Number(mail.now);
    if (isOpen(hours, now)) return;
    const opening = nextOpening(hours, now);
    const opensAt = opening === null ? null : new Date(opening);
    const text = closedText(languageOf(mail.locale, mail.text), opensAt, mail.timeZone);
    await this.tell(mail.conversationId, text).catch((error: unknown) => {
      if (!(error instanceof ToldAlready)) throw error;
    });
  }

  private tell(conversationId: string, text: string): Promise<void> {
    return this.db.transaction(async (tx) => {
      if (await answeredAlready(tx, conversationId)) return;
      const scope = { tx, actor: systemActor };
      const { messageId } = await this.messages.send(scope, { conversationId, kind: 'system', channel: 'email', text });
      if (!(await noteAnswered(tx, conversationId, messageId))) throw new ToldAlready();
    });
  }
}
