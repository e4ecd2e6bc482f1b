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
import { DrawerShelf } from '../drawers/drawer-shelf.js';
import { checkConnection, type CheckedConnection, checkTemplates } from './check-connection.js';
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
    private readonly shelf: DrawerShelf,
  ) {}

  /** Throws `already_exists` for a key or address in use, `invalid_request` for an unknown queue or a connection that lacks something. */
  create(actor: Actor, body: CreateInbox): Promise<SavedInbox> {
    const identitySecret = body.identitySecret ?? (body.channel === 'webchat' ? randomToken() : undefined);
    const id = newId();
    const { channel } = body;
    const [provider, templates] = [body.provider ?? undefined, body.templates ?? []];
    const connection = checkConnection(this.shelf, {
      channel,
      provider,
      settings: body.settings ?? {},
      secrets: given(body.secrets),
    });
    checkTemplates(channel, templates);
    return this.write(actor, 'inbox.created', async (tx) => {
      const [inbox] = await tx.query<InboxRecord>(
        `INSERT INTO inboxes (id, key, name, channel, queue_id, address, secret_sealed, allowed_origins, settings, provider,
                              connection_sealed, templates)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING ${inboxColumns}`,
        [
          id,
          body.key,
          body.name,
          body.channel,
          body.queueId,
          body.address ?? null,
          identitySecret ? this.secrets.seal(identitySecret) : null,
          body.allowedOrigins ?? [],
          connection.settings,
          connection.provider,
          this.sealed(connection),
          JSON.stringify(templates),
        ],
      );
      return { inbox: inbox!, identitySecret };
    });
  }

  /** `ifMatch` is the ETag the caller read, or undefined. Throws `version_mismatch` where it is an old one. */
  change(actor: Actor, id: string, ifMatch: string | undefined, body: ChangeInbox): Promise<SavedInbox> {
    return this.write(actor, 'inbox.changed', async (tx) => {
      const before = await this.lock(tx, id, ifMatch);
      const connection = this.changed(before, body);
      if (body.templates) checkTemplates(before.channel, body.templates);
      const sets: string[] = ['version = version + 1'];
      const values: unknown[] = [id];
      const columns = {
        name: body.name,
        queue_id: body.queueId,
        address: body.address,
        allowed_origins: body.allowedOrigins,
        settings: connection?.settings,
        provider: connection?.provider,
        connection_sealed: connection && this.sealed(connection),
        templates: body.templates && JSON.stringify(body.templates),
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

  /** The connection after this change, checked as a whole: secrets given singly are laid over those that are kept. */
  private changed(before: InboxRecord, body: ChangeInbox): CheckedConnection | undefined {
    if (body.provider === undefined && body.settings === undefined && body.secrets === undefined) return undefined;
    const kept = before.connectionSealed
      ? (JSON.parse(this.secrets.unseal(before.connectionSealed).toString()) as Record<string, unknown>)
      : {};
    return checkConnection(this.shelf, {
      channel: before.channel,
      provider: body.provider ?? before.provider ?? undefined,
      settings: body.settings ?? before.settings,
      secrets: given({ ...kept, ...body.secrets }),
    });
  }

  private sealed({ secrets }: CheckedConnection): Buffer | null {
    return secrets && Object.keys(secrets).length > 0 ? this.secrets.seal(JSON.stringify(secrets)) : null;
  }

  private async lock(tx: Tx, id: string, ifMatch: string | undefined): Promise<InboxRecord> {
    const [row] = await tx.query<InboxRecord>(`SELECT ${inboxColumns} FROM inboxes WHERE id = $1 FOR UPDATE`, [id]);
    if (!row) throw notFound('inbox');
    assertVersion(ifMatch, row.version);
    return row;
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

/** Null takes a secret away. */
const given = (secrets: Record<string, unknown> | null | undefined): Record<string, unknown> =>
  Object.fromEntries(Object.entries(secrets ?? {}).filter(([, value]) => value !== null));

function asRefusal(error: unknown): unknown {
  if (isDuplicate(error, 'inboxes_key_key'))
    return new Refusal('already_exists', 'Another inbox has this key.', { errors: [{ pointer: '/key', detail: 'is taken' }] });
  if (isDuplicate(error, 'inboxes_address_key'))
    return new Refusal('already_exists', 'Another inbox has this address.', {
      errors: [{ pointer: '/address', detail: 'is taken' }],
    });
  if ((error as { code?: string }).code === '23503')
    return new Refusal('invalid_request', 'queueId: there is no such queue.', {
      errors: [{ pointer: '/queueId', detail: 'there is no such queue' }],
    });
  return error;
}
