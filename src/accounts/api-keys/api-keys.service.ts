import { Injectable } from '@nestjs/common';
import type { ApiKeyView } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import type { Scope } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { sha256 } from '../../platform/secrets/secrets.js';
import { Audit } from '../audit/audit.service.js';
import type { Principal } from '../principal.js';
import { newApiKey } from './api-key.js';
import { type ApiKeyRow, changeKey, findKey, insertKey, keyByHash, markUsed, revokeKey } from './api-keys.repository.js';

/** API keys: issued, recognised, changed and revoked. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  /** @throws Refusal `token_invalid` where the key is unknown or revoked. */
  async authenticate(key: string): Promise<Principal> {
    const row = await keyByHash(this.db, sha256(key));
    if (!row) throw new Refusal('token_invalid', 'The API key is unknown or was revoked.');
    // At most one write a minute: the last use is for people who wonder whether a key may go.
    if (row.worn) await markUsed(this.db, row.id);
    return { type: 'integration', id: row.id, name: row.name, role: 'integration', inboxIds: row.inbox_ids };
  }

  /** The key itself leaves only here. `key` may be given where it is agreed beforehand (a demo's data). */
  async issue(
    scope: Scope,
    wish: { name: string; inboxIds: string[] | null; key?: string },
  ): Promise<ApiKeyView & { key: string }> {
    const key = wish.key ?? newApiKey();
    const row = await insertKey(scope.tx, { id: newId(), name: wish.name, keyHash: sha256(key), inboxIds: wish.inboxIds });
    await this.record(scope, 'api_key.issued', row.id, { name: wish.name, inboxIds: wish.inboxIds });
    return { ...apiKeyView(row), key };
  }

  async change(scope: Scope, id: string, change: { name?: string; inboxIds?: string[] | null }): Promise<ApiKeyView> {
    const row = await changeKey(scope.tx, id, change);
    if (!row) throw notFound('API key');
    await this.record(scope, 'api_key.changed', id, change);
    return apiKeyView(row);
  }

  /** Revoking twice is one revocation. */
  async revoke(scope: Scope, id: string): Promise<void> {
    if (await revokeKey(scope.tx, id)) return this.record(scope, 'api_key.revoked', id);
    if (!(await findKey(scope.tx, id))) throw notFound('API key');
  }

  private record(scope: Scope, action: string, subjectId: string, data: Record<string, unknown> = {}): Promise<void> {
    return this.audit.write(scope, { action, subjectType: 'api_key', subjectId, data });
  }
}

export const apiKeyView = (row: ApiKeyRow): ApiKeyView => ({
  id: row.id,
  name: row.name,
  inboxIds: row.inbox_ids,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
});
