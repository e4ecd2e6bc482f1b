import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { type RateLimit, RateLimits } from '../../platform/http/rate-limits.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { DeliveryIntake } from '../deliveries/delivery-intake.js';
import type { Opened, WebhookAnswer, WebhookRequest } from '../drawers/drawer.js';
import { type Connected, Connections } from '../inboxes/connections.service.js';

/** Of one address: a vendor never forges, so whoever does it again and again is guessing. */
const forgedCalls: RateLimit = { name: 'forged-webhooks', points: 30, seconds: 60 };

const thanks: WebhookAnswer = { status: 200, contentType: 'text/plain; charset=utf-8', body: '' };

/** Takes a vendor's call in: checks who speaks, stores every event of the call together, and only then says yes. */
@Injectable()
export class TakeWebhook {
  constructor(
    private readonly connections: Connections,
    private readonly intake: DeliveryIntake,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** The vendor's question whether this address is ours. */
  async challenge(inbox: string, request: WebhookRequest, caller: string): Promise<WebhookAnswer> {
    const connected = await this.connected(inbox);
    if (!connected.drawer.challenge) throw notFound('address');
    const answer = this.guarded(connected, () => connected.drawer.challenge!(request, connected.connection));
    if (!('outcome' in answer)) return answer;
    return this.turnAway(connected, answer.reason, caller);
  }

  /** Resolves after commit. A repeat changes nothing and is answered the same. */
  async deliver(inbox: string, request: WebhookRequest, caller: string): Promise<WebhookAnswer> {
    const connected = await this.connected(inbox);
    const opened: Opened = this.guarded(connected, () => connected.drawer.open(request, connected.connection, this.clock.date()));
    if (opened.outcome === 'forged') return this.turnAway(connected, opened.reason, caller);
    const { id: inboxId, channel } = connected.inbox;
    await this.intake.take(opened.deliveries.map((delivery) => ({ ...delivery, inboxId, channel })));
    return opened.answer ?? thanks;
  }

  private async connected(inbox: string): Promise<Connected> {
    const connected = await this.connections.open(inbox);
    if (!connected || connected.inbox.disabled) throw notFound('inbox');
    return connected;
  }

  /** A drawer that throws has a fault: it is told to us, and the vendor may come again. */
  private guarded<T>({ inbox }: Connected, act: () => T): T {
    try {
      return act();
    } catch (error) {
      this.log.error({ err: error, inboxId: inbox.id, channel: inbox.channel }, 'a drawer failed at its door');
      throw new Refusal('malformed_request', 'The call could not be read.');
    }
  }

  private async turnAway({ inbox }: Connected, reason: string, caller: string): Promise<never> {
    this.log.warn({ inboxId: inbox.id, channel: inbox.channel, reason }, 'a webhook call could not be verified');
    await this.limits.spend(forgedCalls, caller);
    throw new Refusal('not_verified', 'The call could not be verified.');
  }
}
