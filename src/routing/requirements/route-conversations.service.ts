import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** Gives every new conversation its queue and what it requires, before anybody is asked. */
@Injectable()
export class RouteConversations {
  constructor(private readonly db: Database) {}

  async execute(): Promise<void> {
    await this.db.prepared(
      'route-unrouted',
      `UPDATE conversations SET routed_at = app_now() WHERE status = 'waiting' AND routed_at IS NULL`,
      [],
    );
  }
}
