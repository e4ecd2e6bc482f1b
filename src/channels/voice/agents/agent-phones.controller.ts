import { Body, Controller, Get, HttpCode, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IsString, Matches, ValidateIf } from 'class-validator';
import { actorOf, CurrentPrincipal, hasRole, type Principal } from '../../../accounts/principal.js';
import { Audit } from '../../../accounts/audit/audit.service.js';
import type { AgentPhoneView } from '../../../contracts/calls.js';
import { Database } from '../../../platform/database/database.js';
import { notFound, Refusal } from '../../../platform/http/refusal.js';
import { phoneOf } from '../lines/voice-lines.repository.js';

const address = /^(\+[1-9]\d{6,14}|sips?:[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9.-]{1,200}(:\d{1,5})?|client:[A-Za-z0-9_.@-]{1,100})$/;

export class AgentPhoneBody {
  /** Null: none, and no call can be brought to them. */
  @ValidateIf((_body, value) => value !== null)
  @IsString()
  @Matches(address, { message: 'must be a number such as +4930123456, a SIP address or client:name' })
  address: string | null;
}

/** Where agents are rung for telephone calls. Their own, or for an administrator anybody's. */
@ApiTags('Agents')
@Controller('v1/agents/:id/phone')
export class AgentPhonesController {
  constructor(
    private readonly db: Database,
    private readonly audit: Audit,
  ) {}

  @Get()
  async read(@Param('id') id: string, @CurrentPrincipal() by: Principal): Promise<AgentPhoneView> {
    if (by.id !== id && !hasRole(by, 'supervisor'))
      throw new Refusal('forbidden', 'This is the telephone of somebody else.', { translations: { zh: '这是别人的话机。' } });
    await this.find(id);
    return { agentId: id, address: (await phoneOf(this.db, id)) ?? null };
  }

  @Put()
  @HttpCode(200)
  async write(
    @Param('id') id: string,
    @Body() { address: to }: AgentPhoneBody,
    @CurrentPrincipal() by: Principal,
  ): Promise<AgentPhoneView> {
    if (by.id !== id && !hasRole(by, 'admin'))
      throw new Refusal('forbidden', 'Only an administrator may set the telephone of others.', {
        translations: { zh: '只有管理员可以设置他人的话机。' },
      });
    await this.find(id);
    await this.db.transaction(async (tx) => {
      if (to === null) await tx.run('DELETE FROM agent_phones WHERE agent_id = $1', [id]);
      else
        await tx.run(
          `INSERT INTO agent_phones (agent_id, address) VALUES ($1, $2)
           ON CONFLICT (agent_id) DO UPDATE SET address = excluded.address, changed_at = app_now()`,
          [id, to],
        );
      // Whose telephone it is is for the record; the number itself is not.
      const about = { action: 'agent.phone', subjectType: 'agent', subjectId: id, data: { has: to !== null } };
      await this.audit.write({ tx, actor: actorOf(by) }, about);
    });
    return { agentId: id, address: to };
  }

  private async find(id: string): Promise<void> {
    const [agent] = await this.db.query('SELECT 1 FROM agents WHERE id = $1', [id]);
    if (!agent) throw notFound('agent');
  }
}
