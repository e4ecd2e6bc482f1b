import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { Channel } from '../../contracts/words.js';
import { Database } from '../../platform/database/database.js';
import { isDatabaseAway } from '../../platform/database/errors.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Secrets, sha256 } from '../../platform/secrets/secrets.js';

export interface Arrived {
  inboxId: string;
  channel: Channel;
  externalId: string;
  raw: Buffer;
  orderKey?: string;
}

interface Call {
  rows: Row[];
  done: () => void;
  failed: (error: unknown) => void;
}

type Row = readonly [string, string, string, string, string, Buffer, number, string | null];

const maxRows = 500;
const maxIdLength = 500;

/**
 * The hot way in: what arrives while a commit is under way goes out together in the next one, each call whole. One commit at
 * a time, so that deliveries of one sender are stored in the order in which they came here.
 */
@Injectable()
export class DeliveryIntake {
  private readonly waiting: Call[] = [];
  private running = false;

  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** All of them or none; resolves after commit. What was stored before is left as it is. */
  take(arrived: Arrived[]): Promise<void> {
    if (arrived.length === 0) return Promise.resolve();
    const rows = arrived.map((one) => this.row(one));
    return new Promise((done, failed) => {
      this.waiting.push({ rows, done, failed });
      if (this.waiting.length === 1 && !this.running) setImmediate(() => this.flush());
    });
  }

  private row({ inboxId, channel, externalId, raw, orderKey }: Arrived): Row {
    const id = newId();
    const sealed = this.secrets.seal(raw);
    return [
      id,
      newId(),
      inboxId,
      channel,
      storable(externalId),
      sealed,
      raw.length,
      orderKey === undefined ? null : storable(orderKey),
    ];
  }

  private flush(): void {
    if (this.running || this.waiting.length === 0) return;
    this.running = true;
    let rows = 0;
    // At least one call, however many events it has.
    const count = this.waiting.findIndex((call, index) => (rows += call.rows.length) > maxRows && index > 0);
    const calls = this.waiting.splice(0, count < 0 ? this.waiting.length : count);
    void this.store(calls).finally(() => {
      this.running = false;
      this.flush();
    });
  }

  private async store(calls: Call[]): Promise<void> {
    try {
      await this.insert(calls.flatMap((call) => call.rows));
      for (const call of calls) call.done();
    } catch (error) {
      if (calls.length === 1 || isDatabaseAway(error)) return calls.forEach((call) => call.failed(error));
      // One of them cannot be stored (its inbox went away): the others must not pay for it.
      for (const call of calls) await this.insert(call.rows).then(call.done, call.failed);
    }
  }

  private async insert(rows: Row[]): Promise<void> {
    // In one order everywhere: two processes that store the same repeats would otherwise wait for each other's unique key.
    const ordered = [...rows].sort((a, b) => compare(a[2], b[2]) || compare(a[4], b[4]) || compare(a[0], b[0]));
    const columns = Array.from({ length: 8 }, (_none, column) => ordered.map((row) => row[column]));
    const [stored] = await this.db.prepared<{ count: string }>('take-deliveries', statement, [
      ...columns,
      this.config.rawRetentionDays,
    ]);
    if (Number(stored?.count) > 0) this.outbox.wrote();
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Ids are a stranger's: bounded, and without what no text column can hold. */
function storable(id: string): string {
  const text = id.replaceAll('\0', '\uFFFD').toWellFormed();
  return text.length <= maxIdLength ? text : `sha256:${sha256(text)}`;
}

const statement = `
WITH moment AS MATERIALIZED (SELECT app_now() AS now), input AS MATERIALIZED (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bytea[], $7::int[], $8::text[])
    WITH ORDINALITY AS t(id, outbox_id, inbox_id, channel, external_id, raw, size, order_key, ord)
), stored AS (
  INSERT INTO inbound_deliveries (id, inbox_id, channel, external_id, raw_sealed, size_bytes, order_key, received_at, due_at, expires_at)
  SELECT i.id, i.inbox_id, i.channel, i.external_id, i.raw, i.size, i.order_key, m.now, m.now, m.now + $9 * interval '1 day'
  FROM input i, moment m ORDER BY i.ord
  ON CONFLICT (inbox_id, external_id) DO NOTHING
  RETURNING id
), told AS (
  INSERT INTO outbox (id, type, payload, rooms)
  SELECT i.outbox_id, 'inbound.received', jsonb_build_object('deliveryId', i.id, 'inboxId', i.inbox_id), '{}'
  FROM stored s JOIN input i ON i.id = s.id ORDER BY i.id
)
SELECT count(*) AS count FROM stored`;
