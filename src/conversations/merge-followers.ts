import { Injectable } from '@nestjs/common';
import type { Scope } from '../platform/database/tx.js';

/**
 * Puts in order what follows from who makes up a thread now, in the transaction of the merge or its undo. The caller holds the
 * thread's lock; it looks at the present state only, so that merges and undos may come in any order.
 */
export type MergeFollower = (scope: Scope, memberIds: readonly string[], because: 'merge' | 'unmerge') => Promise<void>;

/** Rooms above that keep something by thread (who works on it, say) hear of merges and their undos here. */
@Injectable()
export class MergeFollowers {
  private readonly registered: MergeFollower[] = [];

  on(follower: MergeFollower): void {
    this.registered.push(follower);
  }

  async follow(scope: Scope, memberIds: readonly string[], because: 'merge' | 'unmerge'): Promise<void> {
    for (const follower of this.registered) await follower(scope, memberIds, because);
  }
}
