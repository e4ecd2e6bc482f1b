import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ReceiveMessage } from '../../conversations/receive-message.service.js';
import { Database } from '../../platform/database/database.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { AskedTogether } from './asked-together.js';
import {
  type BecameMessage,
  type DeliveryRow,
  nextInLine,
  readTakeable,
  settleAccepted,
} from './inbound-deliveries.repository.js';
import type { Translation } from './inbound-translators.js';
import { TranslateInbound } from './translate-inbound.service.js';

/** On the short way they share their statements; so many meet in one. */
const lanes = 32;
/** On the long way each holds a connection: the doors need the others. */
const longLanes = 8;

interface Due {
  id: string;
  done: () => void;
}

/**
 * Works off the deliveries that this process was woken for, several at once. A plain message of a sender it knows takes the
 * short way: what arrives together is appended in one statement, and settled in one. Everything else, and whatever the short
 * way does not carry, is translated in a transaction of its own.
 */
@Injectable()
export class TranslateTogether implements OnModuleDestroy {
  private readonly waiting: Due[] = [];
  private readonly present = new Set<string>();
  private readonly running = new Set<Promise<void>>();
  private readonly reading: AskedTogether<string, DeliveryRow | undefined>;
  private readonly settling: AskedTogether<BecameMessage, undefined>;
  private readonly following: AskedTogether<string, string | undefined>;
  private longWays = 0;
  private readonly forLongWay: (() => void)[] = [];
  private stopped = false;

  constructor(
    db: Database,
    private readonly single: TranslateInbound,
    private readonly messages: ReceiveMessage,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.reading = new AskedTogether((ids) => readTakeable(db, ids));
    this.settling = new AskedTogether((settled) => settleAccepted(db, settled).then(() => settled.map(() => undefined)));
    this.following = new AskedTogether((ids) => nextInLine(db, ids));
  }

  /** Resolves when each of them has had its turn; one that is waiting for its turn already is left to it. Never rejects. */
  async run(ids: string[]): Promise<void> {
    const fresh = this.stopped ? [] : ids.filter((id) => !this.present.has(id));
    for (const id of fresh) this.present.add(id);
    await Promise.all(fresh.map((id) => new Promise<void>((done) => this.enqueue({ id, done }))));
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    for (const { done } of this.waiting.splice(0)) done();
    await Promise.all(this.running);
  }

  private enqueue(due: Due): void {
    this.waiting.push(due);
    if (this.running.size >= lanes) return;
    const lane: Promise<void> = this.lane().finally(() => this.running.delete(lane));
    this.running.add(lane);
  }

  private async lane(): Promise<void> {
    for (let due = this.waiting.shift(); due; due = this.waiting.shift()) {
      const { id, done } = due;
      await this.inTurn(id).catch((error: unknown) => {
        // The row is still due, or failed: its own retry rule decides when it is tried again.
        this.log.error({ err: error, deliveryId: id }, 'a delivery could not be translated');
      });
      this.present.delete(id);
      done();
    }
  }

  /** A delivery, and then those of the same sender that waited for it. */
  private async inTurn(deliveryId: string): Promise<void> {
    for (let next: string | undefined = deliveryId; next; next = await this.following.ask(next)) {
      const row = await this.reading.ask(next);
      // It has its outcome, or waits for another, which will call it.
      if (!row) return;
      if (!(await this.shortWay(row))) return this.longWay(next);
    }
  }

  private async longWay(id: string): Promise<void> {
    while (this.longWays >= longLanes) await new Promise<void>((free) => this.forLongWay.push(free));
    this.longWays++;
    await this.single.run(id).finally(() => {
      this.longWays--;
      this.forLongWay.shift()?.();
    });
  }

  /**
   * False where it needs the long way, which begins anew and counts what goes wrong. The message and the outcome of its
   * delivery are two commits here: a message that was recorded is found by its external id, whoever comes again.
   */
  private async shortWay(row: DeliveryRow): Promise<boolean> {
    if (!row.raw_sealed) return false;
    const translation = await this.single.quickMeaning(row, row.raw_sealed).catch(() => undefined);
    if (!isPlain(translation)) return false;
    const received = await this.messages.append(translation.message);
    if (!received) return false;
    await this.settling.ask({ id: row.id, messageId: received.messageId, detail: null });
    return true;
  }
}

/** A message of a known sender that brings nothing else along. */
function isPlain(translation: Translation | undefined): translation is Extract<Translation, { outcome: 'message' }> {
  if (translation?.outcome !== 'message') return false;
  const { message, receipts, media, unsupported, alsoKnownAs } = translation;
  return Boolean(message.from.identityId) && !receipts?.length && !media?.length && !unsupported && !alsoKnownAs?.length;
}
