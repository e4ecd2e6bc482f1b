import { Injectable } from '@nestjs/common';
import type { CallProvider } from '../../contracts/calls.js';
import { Refusal } from '../../platform/http/refusal.js';
import type { CallRow } from './calls.repository.js';

/** The agent a call is brought to. */
export interface CalledAgent {
  id: string;
  name: string;
}

/**
 * Whoever carries the sound of calls. The state of a call is decided here and never by the carrier; it is told what follows,
 * and tells by `MoveCall` and `EndCall` what happened at its end. `connect`, `wait` and `hangup` are told after commit, at
 * least once and again until they do not throw: they must tolerate repeats. The others are asked while somebody waits for
 * the answer: a throw leaves the call as it was.
 */
export interface CallCarrier {
  readonly provider: CallProvider;
  /** The agent said yes: bring them to the caller, then tell `MoveCall.talking`, or `MoveCall.unanswered`. */
  connect(call: CallRow, agent: CalledAgent): Promise<void>;
  /** Back in line: the agent's leg, if any, ends; the caller hears that they wait. */
  wait(call: CallRow): Promise<void>;
  /** Ended by us: every leg ends. */
  hangup(call: CallRow): Promise<void>;
  hold(call: CallRow): Promise<void>;
  resume(call: CallRow): Promise<void>;
  /** Missing where nothing can be recorded. */
  record?(call: CallRow, action: 'start' | 'pause' | 'resume' | 'stop'): Promise<void>;
}

/** The carriers by provider; each registers itself when its module starts. */
@Injectable()
export class CallCarriers {
  private readonly registered = new Map<CallProvider, CallCarrier>();

  register(carrier: CallCarrier): void {
    if (this.registered.has(carrier.provider)) throw new Error(`two carriers for ${carrier.provider}`);
    this.registered.set(carrier.provider, carrier);
  }

  /** Throws `unavailable` where calls of this provider are carried by nobody here. */
  of(call: Pick<CallRow, 'provider'>): CallCarrier {
    const carrier = this.registered.get(call.provider);
    if (!carrier) throw new Refusal('unavailable', `Calls by ${call.provider} are not connected.`);
    return carrier;
  }
}
