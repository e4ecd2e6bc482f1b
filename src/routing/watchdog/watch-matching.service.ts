import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { pair } from '../../core/matching/decide.js';
import {
  isSuspicious,
  PATIENCE,
  type PossiblePair,
  type SeenPair,
  stillPossible,
  type StuckPair,
  stuckPairs,
} from '../../core/matching/stuck-pairs.js';
import { Database } from '../../platform/database/database.js';
import { JobBus } from '../../platform/jobs/job-bus.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Alerts } from '../alerts/alerts.service.js';
import { mayMatch } from '../matching/may-match.queries.js';
import { takeSnapshot } from '../matching/take-snapshot.js';
import { forgetFaults } from './faults.repository.js';
import { faultsOf, lastGivenByQueue, toldStuck, unroutedWork } from './stuck.queries.js';
import { StuckFigures } from './stuck-figures.js';

/** Two looks lie more than a second apart after at most 1.8 s: that is how late an alarm can be. */
const EVERY_MS = 600;
/** A picture of a long line is dear: after one that took longer than this the watchdog rests so many times as long, while the matcher is at work. */
const DEAR_MS = 150;
const RESTS = 8;
/** Given something away within so many ms: at work. */
const AT_WORK_MS = 1_000;
/** More live alarms than this tell a supervisor nothing new; the gauge counts all. */
const MOST_ALERTS = 20;

/**
 * Work that could be served and somebody free who could serve it must not stand beside each other for more than a second. The
 * watchdog looks with the matcher's own eyes but trusts none of what wakes it: jobs, relay and triggers may all be dead. It
 * raises the alarm, runs the matcher past them, and takes the alarm back when the pair is gone.
 */
@Injectable()
export class WatchMatching implements OnModuleInit {
  private seen: ReadonlyMap<string, SeenPair> = new Map();
  /** Process time (performance.now()). */
  private restsUntil = 0;

  constructor(
    private readonly db: Database,
    private readonly sweep: Sweep,
    private readonly jobs: JobBus,
    private readonly alerts: Alerts,
    private readonly figures: StuckFigures,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('work stuck beside somebody free', () => this.look(), EVERY_MS);
  }

  async look(): Promise<void> {
    const began = performance.now();
    if (began < this.restsUntil && (await lastGivenByQueue(this.db, AT_WORK_MS)).size > 0) return;
    const stuck = (await mayMatch(this.db)) ? await this.compare() : this.nothing();
    const took = performance.now() - began;
    this.restsUntil = took > DEAR_MS ? began + (1 + RESTS) * took : 0;
    this.figures.looked(stuck.length);
    await this.tell(stuck);
    // A claim that failed by fault is set aside: another pass would not try it again.
    if (stuck.some((one) => one.because !== 'fault')) await this.jobs.run('run-matching', { because: 'watchdog' });
  }

  private nothing(): StuckPair[] {
    this.seen = new Map();
    return [];
  }

  /** What is possible now beside what was possible before. */
  private async compare(): Promise<StuckPair[]> {
    const { snapshot } = await takeSnapshot(this.db);
    const { now } = snapshot;
    const pairs: PossiblePair[] = [...pair(snapshot), ...(await unroutedWork(this.db, MOST_ALERTS))];
    this.seen = stillPossible(this.seen, now, pairs);
    const suspects = [...this.seen.values()].filter((one) => isSuspicious(one, now));
    if (suspects.length === 0) return [];
    const [lastGiven, faults] = await Promise.all([
      lastGivenByQueue(this.db, PATIENCE.busyMs),
      faultsOf(
        this.db,
        suspects.map((one) => one.conversationId),
      ),
    ]);
    return stuckPairs(suspects, now, { lastGiven, faults });
  }

  private async tell(stuck: readonly StuckPair[]): Promise<void> {
    await forgetFaults(this.db);
    const told = new Set(await toldStuck(this.db));
    const over = [...told].filter((id) => !this.seen.has(id));
    const fresh = stuck
      .filter((one) => !told.has(one.conversationId))
      .slice(0, Math.max(0, MOST_ALERTS - told.size + over.length));
    if (over.length + fresh.length === 0) return;
    await this.db.transaction(async (tx) => {
      for (const id of over) await this.alerts.clear(tx, ['stuck'], id);
      for (const one of fresh) {
        const { conversationId, queueId, agentId, because, possibleMs, fault } = one;
        const data = { because, possibleMs, stuck: stuck.length, ...(fault ? { fault } : {}) };
        if (await this.alerts.raise(tx, { kind: 'stuck', key: conversationId, conversationId, queueId, agentId, data }))
          tx.afterCommit(() => this.found(one, stuck.length));
      }
    });
  }

  private found({ because, ...one }: StuckPair, stuck: number): void {
    this.figures.found(because);
    this.log.warn({ ...one, because, stuck }, 'work waits beside somebody who is free to take it');
  }
}
