import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import type { CannedReplyView } from '../../contracts/views.js';
import type { Scope } from '../../platform/database/tx.js';
import { notFound } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { assertVersion } from '../../platform/http/version-guard.js';
import { deleteReply, lockReply, writeReply } from './canned-replies.repository.js';

export type CannedReplyFields = Omit<CannedReplyView, 'id' | 'version'>;

/** Texts agents send often. */
@Injectable()
export class CannedReplies {
  constructor(private readonly audit: Audit) {}

  async create(scope: Scope, fields: CannedReplyFields): Promise<CannedReplyView> {
    const reply = await writeReply(scope.tx, { ...fields, id: newId() });
    await this.record(scope, 'created', reply);
    return reply;
  }

  /** @throws Refusal `not_found`, `version_mismatch`, `already_exists` */
  async change(
    scope: Scope,
    id: string,
    change: Partial<CannedReplyFields>,
    ifMatch: string | undefined,
  ): Promise<CannedReplyView> {
    const before = await this.held(scope, id, ifMatch);
    const { key = before.key, title = before.title, text = before.text, locale = before.locale } = change;
    const reply = await writeReply(scope.tx, { id, key, title, text, locale });
    await this.record(scope, 'changed', reply);
    return reply;
  }

  async delete(scope: Scope, id: string, ifMatch: string | undefined): Promise<void> {
    const before = await this.held(scope, id, ifMatch);
    await deleteReply(scope.tx, id);
    await this.record(scope, 'deleted', before);
  }

  private async held({ tx }: Scope, id: string, ifMatch: string | undefined): Promise<CannedReplyView> {
    const reply = await lockReply(tx, id);
    if (!reply) throw notFound('canned reply');
    assertVersion(ifMatch, reply.version);
    return reply;
  }

  private record(scope: Scope, what: string, { id, key, locale, version }: CannedReplyView): Promise<void> {
    return this.audit.write(scope, {
      action: `canned_reply.${what}`,
      subjectType: 'canned_reply',
      subjectId: id,
      data: { key, locale, version },
    });
  }
}
