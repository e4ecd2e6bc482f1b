import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { PanelContentView } from '../../contracts/panels.js';
import { Consents } from '../../customers/consents/consents.service.js';
import { refuseErased } from '../../customers/customers.repository.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Actor, Sql } from '../../platform/database/tx.js';
import { notFound } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { callPanel, PanelFailed } from './call-panel.js';
import {
  contentView,
  digestOf,
  forgetAnswers,
  keepAnswer,
  keepFault,
  type KnownAnswer,
  knownAnswers,
  panelsBeside,
  type Subject,
  subjectOf,
  toldIdentities,
} from './panels.queries.js';

/** A panel that just failed is left alone for so long, or each agent who looks would wait for it. */
const restMs = 5_000;

/** Reads panels: what was said lately is shown again, what is older is asked anew, and what fails shows its last answer and its age. */
@Injectable()
export class AskPanel implements OnModuleInit {
  /** Calls on their way, by panel and customer: two agents who look at once ask once. */
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly consents: Consents,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** What panels said of somebody goes when they refuse that their data is used to serve them. */
  onModuleInit(): void {
    this.consents.onRefusal('service', forgetAnswers);
  }

  /** Another system is told of the customer: not where they refused it. @throws Refusal `not_found`, `consent_missing`, `customer_erased` */
  async read(actor: Actor, conversationId: string, key: string): Promise<PanelContentView> {
    const subject = await subjectOf(this.db, conversationId);
    if (!subject) throw notFound('conversation');
    await refuseErased(this.db, subject.customerId);
    // Before what is known is even looked at: an answer of a minute ago is no less about them.
    await this.consents.require(this.db, subject.customerId, 'service', actor, { unlessRefused: true });
    const [known] = await knownAnswers(this.db, subject.customerId, key);
    if (!known) throw notFound('panel');
    const told = digestOf(toldIdentities(known, subject.identities));
    const shown = contentView(known, told);
    const isResting = shown.fault !== null && (known.triedMsAgo ?? Infinity) < restMs;
    if (shown.state === 'fresh' || isResting) return shown;
    await this.ask(known, subject, { conversationId, told });
    const [after] = await knownAnswers(this.db, subject.customerId, key);
    if (!after) throw notFound('panel');
    // What was just asked for is fresh, also where nothing is to be shown a second time.
    return contentView(after.cacheMs === 0 && after.fault === null ? { ...after, ageMs: 0 } : after, told);
  }

  private ask(known: KnownAnswer, subject: Subject, about: { conversationId: string; told: string }): Promise<void> {
    const key = `${known.id} ${known.version} ${subject.customerId} ${about.told}`;
    const running = this.underWay.get(key);
    if (running) return running;
    const asking = this.askNow(known, subject, about).finally(() => this.underWay.delete(key));
    this.underWay.set(key, asking);
    return asking;
  }

  private async askNow(known: KnownAnswer, subject: Subject, about: { conversationId: string; told: string }): Promise<void> {
    // Who looked a moment earlier may have had their answer since we read what is known.
    const [latest] = await knownAnswers(this.db, subject.customerId, known.key);
    if (latest && contentView(latest, about.told).state === 'fresh') return;
    const asked = { id: known.id, version: known.version, told: about.told };
    const body = {
      customerId: subject.customerId,
      identities: toldIdentities(known, subject.identities),
      conversationId: about.conversationId,
      locale: subject.locale,
    };
    try {
      const content = await callPanel({
        ...{ url: known.url, timeoutMs: known.timeoutMs, signsAnswers: known.signsAnswers, body },
        secret: this.secrets.unseal(known.secretSealed).toString(),
        allowPrivate: this.config.panelAllowPrivate,
        id: `msg_${newId()}`,
        nowMs: this.clock.now(),
      });
      await keepAnswer(this.db, asked, subject.customerId, content);
    } catch (error) {
      if (!(error instanceof PanelFailed)) throw error;
      this.log.warn({ panel: known.key, fault: error.fault, because: error.message }, 'a panel could not be read');
      await keepFault(this.db, asked, subject.customerId, error.fault);
    }
  }
}

/** The panels beside conversations of a customer with what is known of them already; nobody is asked. */
export async function panelsShown(sql: Sql, rootId: string, memberIds: readonly string[]): Promise<PanelContentView[]> {
  const beside = await panelsBeside(sql, rootId, memberIds);
  return beside.map((one) => contentView(one, digestOf(toldIdentities(one, one.identities))));
}
