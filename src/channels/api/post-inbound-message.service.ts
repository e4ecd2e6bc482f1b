import { Injectable } from '@nestjs/common';
import type { Principal } from '../../accounts/principal.js';
import type { MessageView } from '../../contracts/views.js';
import { messageViews } from '../../conversations/conversations.queries.js';
import type { InboundMessage } from '../../conversations/inbound-message.js';
import { ReceiveMessage } from '../../conversations/receive-message.service.js';
import { spellFact } from '../../core/facts/spell.js';
import { normalise } from '../../core/identity/normalise.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { SignedLinks } from '../../platform/storage/signed-links.js';
import { type InboxRecord, InboxesQueries } from '../inboxes/inboxes.queries.js';
import type { PostMessageBody, PostMessageFact } from './post-message-body.js';

/** Clocks of two systems never agree quite; more than this is a mistake. */
const clockSlackMs = 5 * 60_000;

/** The generic channel: another system brings in what its customers wrote, and reads the answers from the thread. */
@Injectable()
export class PostInboundMessage {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly inboxes: InboxesQueries,
    private readonly messages: ReceiveMessage,
    private readonly links: SignedLinks,
  ) {}

  /** Resolves after commit. `created` is false for a repeat, which changes nothing and gets the first message again. */
  async post(
    principal: Principal,
    reference: string,
    body: PostMessageBody,
  ): Promise<{ message: MessageView; created: boolean }> {
    const inbox = await this.inboxFor(principal, reference);
    if (!body.text.trim() && !body.attachments?.length) throw wrongField('/text', 'must not be empty where no file goes with it');
    const uploads = body.attachments && { ids: body.attachments, owner: { type: principal.type, id: principal.id } };
    const received = await this.messages.receive({ ...this.inboundOf(inbox, body), ...(uploads ? { uploads } : {}) });
    if (!received) throw new Error('a message of a person was not recorded');
    const [message] = await messageViews(this.db, [received.messageId], this.links);
    return { message: message!, created: !received.duplicate };
  }

  private async inboxFor(principal: Principal, reference: string): Promise<InboxRecord> {
    const inbox = await this.inboxes.byIdOrKey(reference);
    if (!inbox || inbox.disabled) throw notFound('inbox');
    if (principal.inboxIds && !principal.inboxIds.includes(inbox.id))
      throw new Refusal('forbidden', 'This API key may not speak for this inbox.');
    // Other channels know by themselves who writes; a bare statement must not pass for what they prove.
    if (inbox.channel !== 'api')
      throw new Refusal('illegal_move', `Messages cannot be posted to an inbox of the channel ${inbox.channel}.`);
    return inbox;
  }

  private inboundOf(inbox: InboxRecord, body: PostMessageBody): InboundMessage {
    const country = inbox.settings['defaultCountry'];
    const who = normalise(body.from.kind, body.from.value, typeof country === 'string' ? { defaultCountry: country } : {});
    if (!who.ok) throw wrongField('/from/value', `is no usable ${body.from.kind} (${who.code})`);
    return {
      inboxId: inbox.id,
      channel: 'api',
      from: {
        kind: who.kind,
        value: who.value,
        display: who.display,
        name: body.from.name?.trim() || null,
        // The holder of the key vouches for its own customer ids: they are what it signs in identity tokens too. For an
        // address it can only say that the message came from there: enough to join that thread, no proof of the person.
        level: who.kind === 'external' ? 'verified' : 'claimed',
        joins: true,
        proof: who.kind === 'external' ? { by: 'api_key' } : {},
      },
      text: body.text,
      externalId: body.externalId,
      occurredAt: this.occurredAtOf(body.occurredAt),
      subject: body.subject ?? null,
      ...(body.facts ? { facts: factsOf(body.facts), factsBy: 'bot' as const } : {}),
    };
  }

  private occurredAtOf(written: string | undefined): Date | null {
    if (written === undefined) return null;
    const now = this.clock.now();
    const at = Date.parse(written);
    if (Number.isNaN(at)) throw wrongField('/occurredAt', 'is no date');
    if (at > now + clockSlackMs) throw wrongField('/occurredAt', 'must not lie in the future');
    return new Date(Math.min(at, now));
  }
}

/** In the one spelling that facts read from messages have; what is none of its kind is kept as it was given. */
const factsOf = (facts: readonly PostMessageFact[]): NonNullable<InboundMessage['facts']> =>
  facts.map(({ kind, value, label }) => ({ kind, value: spellFact(kind, value) ?? value.trim(), ...(label ? { label } : {}) }));

const wrongField = (pointer: string, detail: string): Refusal =>
  new Refusal('invalid_request', `${pointer.slice(1)} ${detail}.`, { errors: [{ pointer, detail }] });
