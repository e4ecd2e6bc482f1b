import { Injectable } from '@nestjs/common';
import type { CallOutcome } from '../../contracts/calls.js';
import { type EndedBy, outcomeOf } from '../../core/lifecycle/call.js';
import { Database } from '../../platform/database/database.js';
import { type Actor, type Scope, systemActor } from '../../platform/database/tx.js';
import { notFound } from '../../platform/http/refusal.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { afterCall } from './call-conversation.js';
import { type CallRow, type LockedCall, lockCall, moveCall } from './calls.repository.js';

export interface Ending {
  by: EndedBy;
  actor?: Actor;
  /** Left out: what the state and who ended it say. */
  outcome?: CallOutcome;
  reason?: string;
  details?: Record<string, unknown>;
  /** False where the vendor ended it and need not be told. */
  tellCarrier?: boolean;
}

/** Ends a call; of several who do so at once the first decides the outcome, and the others are told it. */
@Injectable()
export class EndCall {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  async execute(id: string, ending: Ending): Promise<CallRow> {
    return this.db.transaction(async (tx) => {
      const locked = await lockCall(tx, id);
      if (!locked) throw notFound('call');
      return this.end({ tx, actor: ending.actor ?? systemActor }, locked, ending);
    });
  }

  /** In the caller's transaction; the caller holds the call. */
  async end(scope: Scope, locked: LockedCall, ending: Ending): Promise<CallRow> {
    const { call } = locked;
    if (call.state === 'ended') return call;
    const outcome = ending.outcome ?? outcomeOf(call.state, ending.by, call.direction);
    await afterCall(scope, this.outbox, locked, outcome);
    return moveCall(scope, this.outbox, locked, {
      event: 'ended',
      changes: { outcome, details: ending.details, ...(ending.tellCarrier === false ? {} : { owe: 'hangup' }) },
      data: { by: ending.by, outcome, ...(ending.reason ? { reason: ending.reason } : {}) },
    });
  }
}
