import type { EventType, PublishedEvent } from '../../contracts/events.js';
import { describeMissing } from './missing.js';

export type Listener = (events: PublishedEvent[]) => Promise<void>;

/** Every event there is; a type that nobody listens to keeps the server from booting. */
const everyEvent: Record<EventType, true> = {
  'message.created': true,
  'message.updated': true,
  'conversation.updated': true,
  'conversation.assigned': true,
  'offer.made': true,
  'offer.withdrawn': true,
  'presence.updated': true,
  'routing.configured': true,
  'supervision.changed': true,
  'customer.updated': true,
  'alert.raised': true,
  'alert.updated': true,
  'alert.cleared': true,
  'call.updated': true,
  'inbound.received': true,
  'outbound.queued': true,
  'media.expected': true,
};

/** Who listens to which news. Listeners get batches in order of position and must tolerate repeats. */
export class EventListeners {
  private readonly registered: { name: string; types: ReadonlySet<EventType>; listener: Listener }[] = [];

  on(name: string, types: readonly EventType[], listener: Listener): void {
    this.registered.push({ name, types: new Set(types), listener });
  }

  /** Each listener sees its own part of the batch; one that fails is reported and keeps nobody else from the news. */
  async dispatch(events: PublishedEvent[], onError: (listener: string, error: unknown) => void): Promise<void> {
    await Promise.all(
      this.registered.map(async ({ name, types, listener }) => {
        const own = events.filter((event) => types.has(event.type));
        if (own.length === 0) return;
        await listener(own).catch((error: unknown) => onError(name, error));
      }),
    );
  }

  assertComplete(): void {
    const heard = new Set(this.registered.flatMap((one) => [...one.types]));
    describeMissing(
      'event',
      'listener',
      (Object.keys(everyEvent) as EventType[]).filter((type) => !heard.has(type)),
    );
  }
}
