import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { EventMap } from '../../contracts/events.js';
import { Database } from '../../platform/database/database.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { CallCarriers } from './call-carriers.js';
import { type CallRow, type CarrierAct, callColumns } from './calls.repository.js';
import { MoveCall } from './move-call.service.js';

/** A call whose carrier cannot be reached is worth seconds: after these tries the agent counts as not reached. */
const MOST_ATTEMPTS = 6;

type Owed = CallRow & { carrier_act: CarrierAct; carrier_act_no: number; carrier_attempts: number };

/**
 * Tells carriers what became of their calls: the act is owed by a row, done outside of any transaction, and owed again a little
 * later where it fails. A newer act takes the place of an older one that was never done.
 */
@Injectable()
export class CarrierWork implements OnModuleInit, OnModuleDestroy {
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly carriers: CallCarriers,
    private readonly moves: MoveCall,
    private readonly listeners: EventListeners,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.listeners.on('carrier-work', ['call.updated'], (events) => {
      const ids = [...new Set(events.map(({ payload }) => (payload as EventMap['call.updated']).callId))];
      this.working = this.working.then(() => this.execute(ids)).catch(() => undefined);
      return Promise.resolve();
    });
    this.sweep.register('what carriers of calls are owed', () => this.execute());
  }

  onModuleDestroy(): Promise<void> {
    return this.working;
  }

  async execute(callIds?: string[]): Promise<void> {
    const due = await this.db.query<{ id: string }>(
      `SELECT id FROM calls WHERE carrier_due_at <= app_now() ${callIds ? 'AND id = ANY($1)' : ''} ORDER BY carrier_due_at LIMIT 200`,
      callIds ? [callIds] : [],
    );
    await Promise.all(due.map(({ id }) => this.settle(id)));
  }

  private async settle(id: string): Promise<void> {
    // Taken by pushing its time ahead: of several processes one does it, and a killed one loses it only until then.
    const [owed] = await this.db.query<Owed>(
      `UPDATE calls c SET carrier_attempts = carrier_attempts + 1,
         carrier_due_at = app_now() + least(60, power(2, carrier_attempts) * 5) * interval '1 s'
       WHERE c.id = $1 AND c.carrier_due_at <= app_now() RETURNING ${callColumns}, carrier_act, carrier_act_no, carrier_attempts`,
      [id],
    );
    if (!owed) return;
    try {
      await this.tell(owed);
      await this.done(owed);
    } catch (error) {
      this.log.warn(
        { err: error, callId: id, act: owed.carrier_act, attempt: owed.carrier_attempts },
        'a carrier of calls was not told',
      );
      if (owed.carrier_attempts >= MOST_ATTEMPTS) await this.giveUp(owed);
    }
  }

  private async tell(owed: Owed): Promise<void> {
    const carrier = this.carriers.of(owed);
    if (owed.carrier_act === 'hangup') return carrier.hangup(owed);
    if (owed.state === 'ended') return;
    if (owed.carrier_act === 'wait') return carrier.wait(owed);
    if (owed.agent_id && owed.taken) await carrier.connect(owed, { id: owed.agent_id, name: owed.agent_name ?? '' });
  }

  private async done({ id, carrier_act_no }: Owed): Promise<void> {
    await this.db.run(
      `UPDATE calls SET carrier_act = NULL, carrier_due_at = NULL, carrier_attempts = 0 WHERE id = $1 AND carrier_act_no = $2`,
      [id, carrier_act_no],
    );
  }

  private async giveUp(owed: Owed): Promise<void> {
    await this.done(owed);
    if (owed.carrier_act === 'connect' && owed.state === 'ringing')
      await this.moves.unanswered(owed.id, undefined, 'carrier_unreachable');
  }
}
