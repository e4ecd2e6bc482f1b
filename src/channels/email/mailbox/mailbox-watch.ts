import type { Database } from '../../../platform/database/database.js';
import type { Log } from '../../../platform/logging/log.js';
import { accountKey, type MailboxAccount } from './mailbox-account.js';
import { readMailboxTrouble, waitAfter } from './mailbox-trouble.js';
import { cursorOf, forgetState, noteConnected, noteFailed, notePolled } from './mailboxes.repository.js';
import { type OpenMailbox, openMailbox } from './open-mailbox.js';
import { readMailbox, settleCursor } from './read-mailbox.js';

export interface WatchDuty {
  inboxId: string;
  account: MailboxAccount;
  db: Database;
  log: Log;
  maxMailBytes: number;
  store(raws: Buffer[]): Promise<unknown>;
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** True while this process is the one that polls. */
  leads(): boolean;
}

/**
 * Watches one mailbox, one round at a time. Between rounds the connection stays open where the server tells of new mail (IDLE);
 * elsewhere it is closed and opened again when the next poll is due.
 */
export class MailboxWatch {
  private open: OpenMailbox | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(private readonly duty: WatchDuty) {}

  /** Reads now, or once more after the round that runs. */
  poke(): void {
    if (this.stopped) return;
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = undefined));
  }

  /** A due row speaks of the next round only: one that runs writes its own. */
  get resting(): boolean {
    return this.running === undefined;
  }

  async start(): Promise<void> {
    await forgetState(this.duty.db, this.duty.inboxId);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.shut();
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        await this.round();
      } catch (error) {
        await this.fail(error).catch((worse: unknown) => this.duty.log.warn({ err: worse }, 'a mailbox was not noted as failed'));
      }
    }
  }

  private async round(): Promise<void> {
    const { db, inboxId, account } = this.duty;
    const open = this.open ?? (await this.connect());
    const known = await cursorOf(db, inboxId, accountKey(account));
    const cursor = await settleCursor(db, { inboxId, account, mailbox: open.mailbox }, known);
    const goOn = (): boolean => !this.stopped && this.duty.leads();
    const reading = await readMailbox({ ...this.duty, sql: db, client: open.client, goOn }, cursor);
    if (!goOn()) return;
    await notePolled(db, inboxId, account.pollMs, reading.warning ?? open.warning);
    if (!open.idles) return this.shut();
    // Gone while the last words of the round were written here: `lost` leaves that to the round.
    if (!open.client.usable) throw new Error('closed by the server');
    // Ends by itself when the next command is given.
    if (!open.client.idling) open.client.idle().catch(() => undefined);
  }

  private async connect(): Promise<OpenMailbox> {
    const { db, inboxId, account, maxMailBytes } = this.duty;
    const open = await openMailbox(account, maxMailBytes);
    if (this.stopped) {
      open.client.close();
      throw new Error('stopped');
    }
    this.open = open;
    open.client.on('exists', () => this.poke());
    open.client.on('close', () => this.lost(open));
    await noteConnected(db, inboxId, open.idles);
    return open;
  }

  /** The other side hung up between two rounds; within one, the round itself hears of it. */
  private lost(open: OpenMailbox): void {
    if (this.open !== open || this.stopped || this.running) return;
    this.open = undefined;
    this.running = this.fail(new Error('closed by the server'))
      .catch(() => undefined)
      .finally(() => (this.running = undefined));
  }

  private async fail(error: unknown): Promise<void> {
    this.shut();
    if (this.stopped) return;
    const { db, inboxId, log } = this.duty;
    const trouble = readMailboxTrouble(error);
    const failures = await noteFailed(db, inboxId, trouble, (count) => waitAfter(count, trouble));
    const report = { inboxId, trouble: trouble.code, failures, err: error };
    if (failures === 1) log.warn(report, 'a mailbox is not read');
    else log.debug(report, 'a mailbox is still not read');
  }

  private shut(): void {
    const { open } = this;
    this.open = undefined;
    open?.client.close();
  }
}
