import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { Database } from '../../../platform/database/database.js';
import { LeaderLock } from '../../../platform/database/leader-lock.js';
import { LOG, type Log } from '../../../platform/logging/log.js';
import { AcceptMail } from '../accept-mail.service.js';
import { EmailInboxes, type MailboxOfInbox } from '../email-inboxes.service.js';
import { MailboxWatch } from './mailbox-watch.js';
import { dueMailboxes } from './mailboxes.repository.js';
import { Turns } from './turns.js';

const mailboxLock = 7_244_005;
const everyMs = 500;
const readingAtOnce = 4;

/**
 * Sees to it that every mailbox is watched, in one process of the deployment at a time (by advisory lock). When it is next
 * asked is a row, so that another process goes on where this one stopped. In the role api nothing is polled.
 */
@Injectable()
export class MailboxKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly lock: LeaderLock;
  private readonly turns = new Turns(readingAtOnce);
  private readonly watches = new Map<string, { version: number; watch: MailboxWatch }>();
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> | undefined;
  private seeking = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
    private readonly db: Database,
    private readonly inboxes: EmailInboxes,
    private readonly mail: AcceptMail,
  ) {
    this.lock = new LeaderLock(db, mailboxLock, log);
  }

  onApplicationBootstrap(): void {
    if (this.config.role === 'api') return;
    this.timer = setInterval(() => this.tick(), everyMs);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.ticking;
    await this.dismiss(() => true);
    if (this.seeking) await this.lock.stop();
  }

  private tick(): void {
    this.ticking ??= this.look()
      .catch((error: unknown) => this.log.warn({ err: error }, 'mailboxes were not looked at; it is tried again'))
      .finally(() => (this.ticking = undefined));
  }

  private async look(): Promise<void> {
    const wanted = await this.inboxes.mailboxes();
    // A deployment without mailboxes keeps no connection for the lead.
    if (wanted.length > 0 && !this.seeking) {
      this.seeking = true;
      await this.lock.start();
    }
    if (!this.lock.leads) return this.dismiss(() => true);
    const versions = new Map(wanted.map((one) => [one.inboxId, one.version]));
    await this.dismiss((inboxId, version) => versions.get(inboxId) !== version);
    for (const one of wanted) if (!this.watches.has(one.inboxId)) await this.begin(one);
    const due = await dueMailboxes(this.db, [...this.watches.keys()]);
    for (const [inboxId, { watch }] of this.watches) if (due.has(inboxId) && watch.resting) watch.poke();
  }

  private async begin({ inboxId, version, account }: MailboxOfInbox): Promise<void> {
    const watch = new MailboxWatch({
      inboxId,
      account,
      db: this.db,
      log: this.log,
      maxMailBytes: this.config.mailMaxBytes,
      store: (raws) => this.mail.take(inboxId, raws),
      inTurn: this.turns.take,
      leads: () => this.lock.leads,
    });
    await watch.start();
    this.watches.set(inboxId, { version, watch });
  }

  private async dismiss(isOver: (inboxId: string, version: number) => boolean): Promise<void> {
    const over = [...this.watches].filter(([inboxId, { version }]) => isOver(inboxId, version));
    for (const [inboxId] of over) this.watches.delete(inboxId);
    await Promise.all(over.map(([, { watch }]) => watch.stop()));
  }
}
