import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { FORGOTTEN_MS, talks } from '../../core/lifecycle/call.js';
import { Database } from '../../platform/database/database.js';
import { type Scope, systemActor, type Tx } from '../../platform/database/tx.js';
import { Sweep } from '../../platform/jobs/sweep.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { type CallRow, lockCall } from './calls.repository.js';
import { EndCall } from './end-call.service.js';
import { MoveCall } from './move-call.service.js';

type Lapsed = 'customer' | 'agent' | 'ring' | 'forgotten';

/** Which of a call's clocks has run out, the one that decides most first. */
const lapsed = `CASE
  WHEN c.customer_until <= app_now() THEN 'customer'
  WHEN c.touched_at <= app_now() - ${FORGOTTEN_MS} * interval '1 ms' THEN 'forgotten'
  WHEN c.agent_until <= app_now() THEN 'agent'
  WHEN c.state = 'ringing' AND c.ring_until <= app_now() THEN 'ring' END`;

/**
 * The clocks of calls, which are rows: an agent who does not answer, a connection of either end that does not come back, a
 * call nobody has heard of for hours. One that fails is told and tried again, and keeps none of the others.
 */
@Injectable()
export class WatchCalls implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly moves: MoveCall,
    private readonly ends: EndCall,
    private readonly sweep: Sweep,
    @Inject(LOG) private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.sweep.register('clocks of calls', () => this.execute());
  }

  async execute(): Promise<void> {
    const due = await this.db.query<{ id: string }>(
      `SELECT c.id FROM calls c WHERE c.ended_at IS NULL AND ${lapsed} IS NOT NULL ORDER BY c.id LIMIT 500`,
    );
    for (const { id } of due)
      await this.db
        .transaction((tx) => this.act(tx, id))
        .catch((error: unknown) => this.log.error({ err: error, callId: id }, 'a clock of a call could not be acted upon'));
  }

  private async act(tx: Tx, id: string): Promise<void> {
    const scope: Scope = { tx, actor: systemActor };
    const locked = await lockCall(tx, id);
    const call = locked?.call;
    if (!call || call.state === 'ended') return;
    // Asked again under the lock: they may have answered or come back meanwhile.
    const why = await lapsedOf(tx, call);
    if (why === 'customer') await this.ends.end(scope, locked, { by: 'line', reason: 'customer_vanished' });
    else if (why === 'forgotten') await this.ends.end(scope, locked, { by: 'line', reason: 'forgotten' });
    else if (why) await this.moves.backInLine(scope, locked, reasonOf(why, call));
  }
}

const reasonOf = (why: Lapsed, { state }: CallRow): string =>
  why === 'ring' ? 'no_answer' : talks(state) ? 'line_lost' : 'agent_vanished';

async function lapsedOf(tx: Tx, { id }: CallRow): Promise<Lapsed | null> {
  const [row] = await tx.query<{ why: Lapsed | null }>(`SELECT ${lapsed} AS why FROM calls c WHERE c.id = $1`, [id]);
  return row?.why ?? null;
}
