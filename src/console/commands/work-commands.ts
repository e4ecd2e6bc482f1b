import { Injectable } from '@nestjs/common';
import { actorOf } from '../../accounts/principal.js';
import { PresenceBody } from '../../agents/presence-bodies.js';
import { Presence } from '../../agents/presence.service.js';
import { AcceptOffer } from '../../routing/offers/accept-offer.service.js';
import { DeclineOffer } from '../../routing/offers/decline-offer.service.js';
import { AcceptBody, DeclineBody } from './console-bodies.js';
import type { RegisterCommand } from './socket-gate.js';

/** `presence.set`, `offer.accept`, `offer.decline`. */
@Injectable()
export class WorkCommands {
  constructor(
    private readonly presence: Presence,
    private readonly acceptOffer: AcceptOffer,
    private readonly declineOffer: DeclineOffer,
  ) {}

  attach(on: RegisterCommand): void {
    on('presence.set', PresenceBody, async ({ state, reason, returnAt }, agent) => ({
      presence: await this.presence.set(
        agent.id,
        state,
        reason,
        actorOf(agent),
        returnAt ? { returnAt: new Date(returnAt) } : {},
      ),
    }));
    on('offer.accept', AcceptBody, async ({ offerId, epoch }, agent) => ({
      conversation: await this.acceptOffer.execute({ offerId, by: agent, epoch }),
    }));
    on('offer.decline', DeclineBody, ({ offerId, reason }, agent) => this.declineOffer.execute({ offerId, by: agent, reason }));
  }
}
