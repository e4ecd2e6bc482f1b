import { Injectable, type OnModuleInit } from '@nestjs/common';
import { VisitorPresence } from '../visits/visitor-presence.service.js';
import { WidgetGateway, type WidgetSocketData } from './widget.gateway.js';

/** Tells who comes and goes by their sockets. */
@Injectable()
export class WidgetVisits implements OnModuleInit {
  constructor(
    private readonly gateway: WidgetGateway,
    private readonly visitors: VisitorPresence,
  ) {}

  onModuleInit(): void {
    this.gateway.namespace.on('connection', (socket) => {
      const { session } = (socket.data as WidgetSocketData).widget;
      this.visitors.came(session);
      socket.on('disconnect', () => this.visitors.left(session));
    });
  }
}
