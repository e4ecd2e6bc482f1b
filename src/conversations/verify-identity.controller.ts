import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Audit } from '../accounts/audit/audit.service.js';
import { actorOf, CurrentPrincipal, type Principal, Roles } from '../accounts/principal.js';
import type { VerifiedIdentityView } from '../contracts/identity.js';
import type { IdentityKind } from '../contracts/words.js';
import { VerifyIdentityBody } from '../customers/suggestions/suggestion-bodies.js';
import { Database } from '../platform/database/database.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { announceCustomer } from './announce-customer.js';
import { ProveKey } from './prove-key.service.js';

/** Vendor ids and widget sign-ins prove themselves at their doors; a phone or a mailbox is proved by whoever asked. */
const PROVABLE: readonly IdentityKind[] = ['email', 'phone'];

@ApiTags('Customers')
@Controller('v1/identities')
export class VerifyIdentityController {
  constructor(
    private readonly db: Database,
    private readonly proving: ProveKey,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  @Roles('agent')
  @Post(':id/verify')
  @HttpCode(200)
  verify(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: VerifyIdentityBody,
  ): Promise<VerifiedIdentityView> {
    return this.db.transaction(async (tx) => {
      const scope = { tx, actor: actorOf(principal) };
      const [key] = await tx.query<{ customer_id: string; kind: IdentityKind; value: string; display: string | null }>(
        'SELECT customer_id, kind, value, display FROM identities WHERE id = $1',
        [id],
      );
      if (!key) throw notFound('identity');
      if (!PROVABLE.includes(key.kind)) throw new Refusal('illegal_move', `A key of kind ${key.kind} is proved at its own door.`);
      const proof = { by: body.by, ...(body.reference ? { reference: body.reference } : {}) };
      const { customer_id, ...rest } = key;
      const proved = await this.proving.prove(scope, customer_id, { ...rest, level: 'verified', joins: true, proof });
      const data = { kind: key.kind, by: body.by, mergeId: proved.mergeId, kept: proved.kept };
      await this.audit.write(scope, { action: 'identity.verified', subjectType: 'identity', subjectId: id, data });
      await announceCustomer(tx, this.outbox, customer_id);
      const [after] = await tx.query<{ level: VerifiedIdentityView['level'] }>('SELECT level FROM identities WHERE id = $1', [
        id,
      ]);
      return { identityId: id, level: after!.level, mergeId: proved.mergeId, kept: proved.kept };
    });
  }
}
