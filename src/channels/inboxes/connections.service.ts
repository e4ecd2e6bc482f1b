import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import type { Connection, Drawer } from '../drawers/drawer.js';
import { DrawerShelf } from '../drawers/drawer-shelf.js';
import type { Shown } from './inbox-view.js';
import { type InboxRecord, InboxesQueries } from './inboxes.queries.js';

/** An inbox with the drawer that reads and writes it. */
export interface Connected {
  inbox: InboxRecord;
  drawer: Drawer;
  connection: Connection;
}

/** What inboxes know of their vendors, unsealed. Nothing of it may be logged or shown. */
@Injectable()
export class Connections {
  /** As long as the record itself is kept: a change makes a new one. */
  private readonly unsealed = new WeakMap<InboxRecord, Connection>();

  constructor(
    private readonly inboxes: InboxesQueries,
    private readonly shelf: DrawerShelf,
    private readonly secrets: Secrets,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What may be told of an inbox's connection: the names of its secrets, and where its vendor delivers. */
  shown(inbox: InboxRecord): Shown {
    const drawer = this.shelf.of(inbox.channel, inbox.provider);
    return {
      secretNames: Object.keys(this.secretsOf(inbox)).sort(),
      // A telephone vendor asks at a door of its own.
      webhookUrl: drawer
        ? `${this.config.publicUrl}/v1/inboxes/${inbox.id}/${inbox.channel === 'voice' ? 'voice' : 'webhook'}`
        : null,
    };
  }

  /** By id or key; undefined where there is no such inbox or its channel has no drawer. Disabled ones are found too. */
  async open(inbox: string | InboxRecord): Promise<Connected | undefined> {
    const record = typeof inbox === 'string' ? await this.inboxes.byIdOrKey(inbox) : inbox;
    const drawer = record && this.shelf.of(record.channel, record.provider);
    return record && drawer ? { inbox: record, drawer, connection: this.of(record) } : undefined;
  }

  of(inbox: InboxRecord): Connection {
    let connection = this.unsealed.get(inbox);
    if (!connection) {
      const { id: inboxId, channel, settings } = inbox;
      const webhookUrl = `${this.config.publicUrl}/v1/inboxes/${inboxId}/webhook`;
      connection = { inboxId, channel, settings, secrets: this.secretsOf(inbox), webhookUrl };
      this.unsealed.set(inbox, connection);
    }
    return connection;
  }

  secretsOf({ connectionSealed }: Pick<InboxRecord, 'connectionSealed'>): Record<string, string> {
    return connectionSealed ? (JSON.parse(this.secrets.unseal(connectionSealed).toString()) as Record<string, string>) : {};
  }
}
