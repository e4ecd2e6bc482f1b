import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ConversationChange, PublishedEvent } from '../../contracts/events.js';
import { Database } from '../../platform/database/database.js';
import { JobBus } from '../../platform/jobs/job-bus.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { mayMatch } from './may-match.queries.js';

/** Changes of a conversation after which a pair may be possible that was not before: it waits, ranks anew, or has left an agent. */
const makesPairs: Record<ConversationChange, boolean> = {
  opened: true,
  reopened: true,
  requeued: true,
  transferred: true,
  woken: true,
  snoozed: true,
  closed: true,
  priority: true,
  // What waits for the customer weighs less on its agent.
  answered: true,
  offered: false,
  assigned: false,
  edited: false,
  split: false,
  rejoined: false,
  joined: false,
  left: false,
  // Told within the pass that goes on to match it.
  routed: false,
  nudged: false,
  owner_silent: false,
  customer_reminded: false,
  rated: false,
  customer_gone: true,
  customer_back: true,
  customer_left: false,
  wait_chosen: true,
  wait_over: true,
  targets: false,
};

/** Looks of the sweep in a row that found work for the matcher; after these it is done without a job. */
const PATIENCE = 2;

/**
 * Everything that can make a pair wakes the matcher; repeats fold into one run and one more after it. The sweep asks the same
 * of PostgreSQL twice a second, so that nothing waits on a wake-up that was lost.
 */
@Injectable()
export class MatchingTriggers implements OnModuleInit {
  private looks = 0;

  constructor(
    private readonly db: Database,
    private readonly listeners: EventListeners,
    private readonly jobs: JobBus,
    private readonly sweep: Sweep,
  ) {}

  onModuleInit(): void {
    const types = ['conversation.updated', 'presence.updated', 'routing.configured', 'offer.withdrawn'] as const;
    this.listeners.on('matching-triggers', types, async (events) => {
      const cause = events.find(canMakePair);
      if (cause) await this.jobs.add('run-matching', { because: cause.type });
    });
    this.sweep.register('work and somebody free', () => this.look());
  }

  private async look(): Promise<void> {
    this.looks = (await mayMatch(this.db)) ? this.looks + 1 : 0;
    if (this.looks === 0) return;
    // Wake-ups fold into the run that goes on, and a worker that was killed in it keeps its job for seconds: nobody waits for that.
    if (this.looks > PATIENCE) await this.jobs.run('run-matching', { because: 'sweep' });
    else await this.jobs.addOrRun('run-matching', { because: 'sweep' });
  }
}

function canMakePair({ type, payload }: PublishedEvent): boolean {
  // An accepted offer has become an assignment of the same weight: nothing was freed.
  if (type === 'offer.withdrawn') return (payload as { because: string }).because !== 'accepted';
  if (type !== 'conversation.updated') return true;
  return makesPairs[(payload as { change: ConversationChange }).change];
}
