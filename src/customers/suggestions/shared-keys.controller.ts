import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Audit } from '../../accounts/audit/audit.service.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../../accounts/principal.js';
import type { SharedKeyView } from '../../contracts/identity.js';
import type { IdentityKind } from '../../contracts/words.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/http/refusal.js';
import { refuseErased } from '../customers.repository.js';
import { markShared } from './shared-keys.repository.js';
import { SharedKeyBody } from './suggestion-bodies.js';

/** Keys that several people use. */
@ApiTags('Customers')
@Controller('v1/identities')
export class SharedKeysController {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  /** The mark is the key's, whoever holds it: from now on it joins nobody, and speaks little for two being one. */
  @Roles('agent')
  @Post(':id/shared')
  @HttpCode(200)
  async mark(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: SharedKeyBody,
  ): Promise<SharedKeyView> {
    return this.db.transaction(async (tx) => {
      const [key] = await tx.query<{ kind: IdentityKind; value: string; customer_id: string }>(
        'SELECT kind, value, customer_id FROM identities WHERE id = $1',
        [id],
      );
      if (!key) throw notFound('identity');
      await refuseErased(tx, key.customer_id);
      const scope = { tx, actor: actorOf(principal) };
      await markShared(scope, key.kind, key.value, body.shared);
      const action = body.shared ? 'identity.marked_shared' : 'identity.marked_own';
      await this.audit.write(scope, { action, subjectType: 'identity', subjectId: id, data: { kind: key.kind } });
      const [held] = await tx.query<{ holders: number }>(
        'SELECT count(DISTINCT customer_id)::int AS holders FROM identities WHERE kind = $1 AND value = $2',
        [key.kind, key.value],
      );
      return { kind: key.kind, value: key.value, shared: body.shared, holders: held!.holders };
    });
  }
}
