import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';

/** Forgets what it keeps of these customers, in the transaction given; harmless when it is repeated. */
export type Forgetter = (tx: Tx, customerIds: readonly string[]) => Promise<void>;

/** The same for single messages and facts, by their ids. */
export type SingleForgetter = (tx: Tx, ids: readonly string[]) => Promise<void>;

/** Rooms that keep something derived of customers say here how it is forgotten: an erasure asks for customers, a retention rule for single messages and facts. */
@Injectable()
export class Forgetters {
  private readonly registered: { name: string; forget: Forgetter }[] = [];
  private readonly ofSingle: SingleForgetter[] = [];

  on(name: string, forget: Forgetter): void {
    this.registered.push({ name, forget });
  }

  onSingle(forget: SingleForgetter): void {
    this.ofSingle.push(forget);
  }

  async forgetSingle(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length > 0) for (const forget of this.ofSingle) await forget(tx, ids);
  }

  all(): readonly { name: string; forget: Forgetter }[] {
    return this.registered;
  }
}
