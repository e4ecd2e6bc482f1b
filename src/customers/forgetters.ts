import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/tx.js';

/** Forgets what it keeps of these customers, in the transaction given; harmless when it is repeated. */
export type Forgetter = (tx: Tx, customerIds: readonly string[]) => Promise<void>;

/** Rooms that keep something derived of customers say here how it is forgotten; an erasure asks all of them. */
@Injectable()
export class Forgetters {
  private readonly registered: { name: string; forget: Forgetter }[] = [];

  on(name: string, forget: Forgetter): void {
    this.registered.push({ name, forget });
  }

  all(): readonly { name: string; forget: Forgetter }[] {
    return this.registered;
  }
}
