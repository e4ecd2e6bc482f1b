import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { assertVersion } from '../../platform/http/version-guard.js';
import { Database } from '../../platform/database/database.js';
import { isDuplicate } from '../../platform/database/errors.js';
import type { Actor, Tx } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { randomToken, Secrets } from '../../platform/secrets/secrets.js';
import type { ChangeInbox, CreateInbox } from './inbox-bodies.js';
import { inboxColumns, type InboxRecord, InboxesQueries } from './inboxes.queries.js';

export interface SavedInbox {
  inbox: InboxRecord;
  /** Present only where it was made just now: it is never shown again. */
  identitySecret?: string;
}

/** Writes of inboxes by administrators. Each is audited; secrets are sealed before they touch the database. */
@Injectable()
export class SaveInbox {
  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly audit: Audit,
    private readonly inboxes: InboxesQueries,
    private readonly outbox: Outbox,
  ) {}

  /** Throws `already_exists` for a key or address in use, `invalid_request` for an unknown queue. */
  create(actor: Actor, body: CreateInbox): Promise<SavedInbox> {
    const identitySecret = body.identitySecret ?? (body.channel === 'webchat' ? randomToken() : undefined);
    const id = newId();
    return this.write(actor, 'inbox.created', async (tx) => {
      const [inbox] = await tx.query<InboxRecord>(
        `INSERT INTO inboxes (id, key, name, channel, queue_id, address, secret_sealed, allowed_origins, settings)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${inboxColumns}`,
        [
          id,
          body.key,
          body.name,
          body.channel,
          body.queueId,
          body.address ?? null,
          identitySecret ? this.secrets.seal(identitySecret) : null,
          body.allowedOrigins ?? [],
          body.settings ?? {},
        ],
      );
      return { inbox: inbox!, identitySecret };
    });
  }

  /** `ifMatch` is the ETag the caller read, or undefined. Throws `version_mismatch` where it is an old one. */
  change(actor: Actor, id: string, ifMatch: string | undefined, body: ChangeInbox): Promise<SavedInbox> {
    return this.write(actor, 'inbox.changed', async (tx) => {
      await this.lock(tx, id, ifMatch);
      const sets: string[] = ['version = version + 1'];
      const values: unknown[] = [id];
      const columns = {
        name: body.name,
        queue_id: body.queueId,
        address: body.address,
        allowed_origins: body.allowedOrigins,
        settings: body.settings,
      };
      for (const [column, value] of Object.entries(columns)) {
        if (value === undefined) continue;
        values.push(value);
        sets.push(`${column} = $${values.length}`);
      }
      if (body.disabled !== undefined) sets.push(`disabled_at = ${body.disabled ? 'coalesce(disabled_at, app_now())' : 'NULL'}`);
      return { inbox: await this.update(tx, sets, values) };
    });
  }

  /** A new identity secret; tokens signed with the old one stop working within two seconds. */
  rotateSecret(actor: Actor, id: string, ifMatch: string | undefined): Promise<SavedInbox> {
    const identitySecret = randomToken();
    return this.write(actor, 'inbox.secret_rotated', async (tx) => {
      await this.lock(tx, id, ifMatch);
      const sealed = this.secrets.seal(identitySecret);
      return { inbox: await this.update(tx, ['version = version + 1', 'secret_sealed = $2'], [id, sealed]), identitySecret };
    });
  }

  private async update(tx: Tx, sets: string[], values: unknown[]): Promise<InboxRecord> {
    const [inbox] = await tx.query<InboxRecord>(
      `UPDATE inboxes SET ${sets.join(', ')} WHERE id = $1 RETURNING ${inboxColumns}`,
      values,
    );
    return inbox!;
  }

  private async lock(tx: Tx, id: string, ifMatch: string | undefined): Promise<void> {
    const [row] = await tx.query<{ version: number }>('SELECT version FROM inboxes WHERE id = $1 FOR UPDATE', [id]);
    if (!row) throw notFound('inbox');
    assertVersion(ifMatch, row.version);
  }

  private async write(actor: Actor, action: string, work: (tx: Tx) => Promise<SavedInbox>): Promise<SavedInbox> {
    try {
      const saved = await this.db.transaction(async (tx) => {
        const result = await work(tx);
        const { id, key, queueId } = result.inbox;
        await this.audit.write({ actor, tx }, { action, subjectType: 'inbox', subjectId: id, data: { key } });
        await this.outbox.add(tx, { type: 'routing.configured', payload: { queueId } });
        return result;
      });
      this.inboxes.forget();
      return saved;
    } catch (error) {
      throw asRefusal(error);
    }
  }
}

function asRefusal(error: unknown): unknown {
  if (isDuplicate(error, 'inboxes_key_key')) return new Refusal('already_exists', 'Another inbox has this key.');
  if (isDuplicate(error, 'inboxes_address_key')) return new Refusal('already_exists', 'Another inbox has this address.');
  if ((error as { code?: string }).code === '23503')
    return new Refusal('invalid_request', 'queueId: there is no such queue.', {
      errors: [{ pointer: '/queueId', detail: 'there is no such queue' }],
    });
  return error;
}
