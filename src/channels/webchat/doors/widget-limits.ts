import { Injectable } from '@nestjs/common';
import { type RateLimit, RateLimits, type Spent } from '../../../platform/http/rate-limits.js';
import type { InboxRecord } from '../../inboxes/inboxes.queries.js';
import type { WidgetSession } from '../sessions/widget-session.js';

/** What an inbox may set in its settings under `limits`; the defaults hold where it does not. */
export interface WidgetLimitSettings {
  /** Sessions opened from one address in a minute. */
  sessionsPerMinute: number;
  /** Socket connections from one address in a minute. */
  connectionsPerMinute: number;
  /** Messages of one session in ten seconds, over sockets and REST together. */
  messagesPer10S: number;
}

const defaults: WidgetLimitSettings = { sessionsPerMinute: 600, connectionsPerMinute: 1_200, messagesPer10S: 30 };
/** Signs of life (typing, page views, receipts) of one session in ten seconds; more are refused and cost nothing. */
const signals: RateLimit = { name: 'widget-signals', points: 100, seconds: 10 };
/** Files of one session in a minute. */
const uploads: RateLimit = { name: 'widget-uploads', points: 20, seconds: 60 };
/** Reads (pages of messages and syncs) of one session in ten seconds. */
const reads: RateLimit = { name: 'widget-reads', points: 200, seconds: 10 };

/** Limits of the public widget doors. A site behind one address (an office, a load test) raises them per inbox. */
@Injectable()
export class WidgetLimits {
  constructor(private readonly limits: RateLimits) {}

  openSession(inbox: InboxRecord | undefined, address: string): Promise<Spent> {
    return this.limits.spend(limitOf('widget-sessions', settingsOf(inbox).sessionsPerMinute, 60), address);
  }

  connect(inbox: InboxRecord, address: string): Promise<Spent> {
    return this.limits.spend(limitOf('widget-connections', settingsOf(inbox).connectionsPerMinute, 60), address);
  }

  send(inbox: InboxRecord, session: WidgetSession): Promise<Spent> {
    return this.limits.spend(limitOf('widget-messages', settingsOf(inbox).messagesPer10S, 10), session.identity.id);
  }

  signal(session: WidgetSession): Promise<Spent> {
    return this.limits.spend(signals, session.identity.id);
  }

  upload(session: WidgetSession): Promise<Spent> {
    return this.limits.spend(uploads, session.identity.id);
  }

  read(session: WidgetSession): Promise<Spent> {
    return this.limits.spend(reads, session.identity.id);
  }
}

// The number is part of the name: a changed setting takes hold at once, with a count of its own.
const limitOf = (name: string, points: number, seconds: number): RateLimit => ({ name: `${name}-${points}`, points, seconds });

function settingsOf(inbox: InboxRecord | undefined): WidgetLimitSettings {
  const set = (inbox?.settings['limits'] ?? {}) as Record<string, unknown>;
  const number = (name: keyof WidgetLimitSettings): number => {
    const value = set[name];
    return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : defaults[name];
  };
  return {
    sessionsPerMinute: number('sessionsPerMinute'),
    connectionsPerMinute: number('connectionsPerMinute'),
    messagesPer10S: number('messagesPer10S'),
  };
}
