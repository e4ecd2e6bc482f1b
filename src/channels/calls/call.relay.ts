import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EventMap, room } from '../../contracts/events.js';
import { Database } from '../../platform/database/database.js';
import { EventListeners } from '../../platform/outbox/listeners.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import { callColumns, type CallRow } from './calls.repository.js';
import { callViews, widgetCallView } from './call-views.queries.js';

const forConsole = /^(agent|conversation):/;

/**
 * Shows calls as they stand: to the agents concerned and to the page of whoever called. Without a position of its own, because
 * each says the whole of it and replaces all before; who comes back asks for their live calls.
 */
@Injectable()
export class CallRelay implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly listeners: EventListeners,
    private readonly realtime: Realtime,
  ) {}

  onModuleInit(): void {
    this.listeners.on('calls', ['call.updated'], async (events) => {
      const rooms = new Map<string, Set<string>>();
      for (const event of events) {
        const { callId } = event.payload as EventMap['call.updated'];
        rooms.set(callId, new Set([...(rooms.get(callId) ?? []), ...event.rooms]));
      }
      await this.show(rooms);
    });
  }

  private async show(rooms: Map<string, Set<string>>): Promise<void> {
    const ids = [...rooms.keys()];
    const rows = await this.db.query<CallRow>(`SELECT ${callColumns} FROM calls c WHERE c.id = ANY($1)`, [ids]);
    const views = new Map((await callViews(this.db, ids)).map((view) => [view.id, view]));
    for (const row of rows) {
      const to = [...rooms.get(row.id)!];
      this.realtime.io
        .of('/console')
        .to(to.filter((one) => forConsole.test(one)))
        .emit('call.updated', views.get(row.id));
      if (row.identity_id)
        this.realtime.io.of('/widget').to(room.identity(row.identity_id)).emit('call.updated', widgetCallView(row));
    }
  }
}
