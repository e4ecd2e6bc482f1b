import { Injectable } from '@nestjs/common';
import type { Channel } from '../../contracts/words.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Sql } from '../../platform/database/tx.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import type { InboxTemplate } from './inbox-template.js';

export interface InboxRecord {
  id: string;
  key: string;
  name: string;
  channel: Channel;
  queueId: string;
  address: string | null;
  secretSealed: Buffer | null;
  allowedOrigins: string[];
  settings: Record<string, unknown>;
  provider: string | null;
  connectionSealed: Buffer | null;
  templates: InboxTemplate[];
  disabled: boolean;
  version: number;
  createdAt: Date;
}

const freshForMs = 2_000;

export const inboxColumns = `id, key, name, channel, queue_id AS "queueId", address, secret_sealed AS "secretSealed",
  allowed_origins AS "allowedOrigins", settings, provider, connection_sealed AS "connectionSealed", templates, disabled_at IS NOT NULL AS disabled, version, created_at AS "createdAt"`;

export const allInboxes = (sql: Sql): Promise<InboxRecord[]> =>
  sql.query<InboxRecord>(`SELECT ${inboxColumns} FROM inboxes ORDER BY created_at, id`);

/**
 * The inboxes as every channel drawer reads them: all of them at once (there are few), kept for at most two seconds,
 * so that a message costs no query here and a change made in another process is seen soon. What is not found is
 * looked for again at once: a new inbox works from the moment it is made.
 */
@Injectable()
export class InboxesQueries {
  private snapshot: { at: number; inboxes: InboxRecord[] } | undefined;
  private loading: Promise<InboxRecord[]> | undefined;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
  ) {}

  byId(id: string): Promise<InboxRecord | undefined> {
    return this.find((inbox) => inbox.id === id);
  }

  byKey(key: string): Promise<InboxRecord | undefined> {
    return this.find((inbox) => inbox.key === key);
  }

  /** As paths name an inbox: by id or by key. */
  byIdOrKey(reference: string): Promise<InboxRecord | undefined> {
    const id = reference.toLowerCase();
    return this.find((inbox) => inbox.id === id || inbox.key === reference);
  }

  /** By mail address, whatever its letter case. */
  byAddress(address: string): Promise<InboxRecord | undefined> {
    const wanted = address.toLowerCase();
    return this.find((inbox) => inbox.address?.toLowerCase() === wanted);
  }

  async ofChannel(channel: Channel): Promise<InboxRecord[]> {
    return (await this.all()).filter((inbox) => inbox.channel === channel && !inbox.disabled);
  }

  /** Disabled ones too: what came through them is still there. */
  async everOfChannel(channel: Channel): Promise<InboxRecord[]> {
    return (await this.all()).filter((inbox) => inbox.channel === channel);
  }

  /** True where at least one usable web chat may be embedded in pages of this origin. */
  async someAllows(origin: string): Promise<boolean> {
    return (await this.ofChannel('webchat')).some((inbox) => allowsOrigin(inbox, origin));
  }

  /** The secret that signs the inbox's identity tokens; undefined where it has none. */
  identitySecret(inbox: InboxRecord): Buffer | undefined {
    return inbox.secretSealed ? this.secrets.unseal(inbox.secretSealed) : undefined;
  }

  /** Something was written here: the next read is fresh. */
  forget(): void {
    this.snapshot = undefined;
    this.loading = undefined;
  }

  private async find(matches: (inbox: InboxRecord) => boolean): Promise<InboxRecord | undefined> {
    const known = this.fresh()?.find(matches);
    if (known) return known;
    return (await this.load()).find(matches);
  }

  private async all(): Promise<InboxRecord[]> {
    return this.fresh() ?? this.load();
  }

  private fresh(): InboxRecord[] | undefined {
    const age = this.snapshot ? Math.abs(this.clock.now() - this.snapshot.at) : Infinity;
    return age < freshForMs ? this.snapshot?.inboxes : undefined;
  }

  /** One read for everybody who asks at the same moment. */
  private load(): Promise<InboxRecord[]> {
    if (this.loading) return this.loading;
    const at = this.clock.now();
    const loading: Promise<InboxRecord[]> = allInboxes(this.db)
      .then((inboxes) => {
        // A read that began before a local write must not outlive it.
        if (this.loading === loading) this.snapshot = { at, inboxes };
        return inboxes;
      })
      .finally(() => {
        if (this.loading === loading) this.loading = undefined;
      });
    this.loading = loading;
    return loading;
  }
}

/** An inbox that names no origins may be used from any page. */
export const allowsOrigin = (inbox: InboxRecord, origin: string): boolean =>
  inbox.allowedOrigins.length === 0 || inbox.allowedOrigins.includes(origin.toLowerCase());
