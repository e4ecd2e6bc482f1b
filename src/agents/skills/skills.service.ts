import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { room } from '../../contracts/events.js';
import type { SkillView } from '../../contracts/views.js';
import type { Scope } from '../../platform/database/tx.js';
import { notFound } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { deleteSkill, findSkill, insertSkill, renameSkill } from './skills.repository.js';

/** The list of skills. A key never changes: queues ask for it by that name. */
@Injectable()
export class Skills {
  constructor(
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  async create(scope: Scope, key: string, name: string): Promise<SkillView> {
    const skill = { id: newId(), key, name };
    await insertSkill(scope.tx, skill);
    await this.audit.write(scope, { action: 'skill.created', subjectType: 'skill', subjectId: skill.id, data: { key, name } });
    return skill;
  }

  async rename(scope: Scope, id: string, name: string): Promise<SkillView> {
    const before = await findSkill(scope.tx, id);
    const skill = await renameSkill(scope.tx, id, name);
    if (!skill) throw notFound('skill');
    await this.audit.write(scope, {
      action: 'skill.changed',
      subjectType: 'skill',
      subjectId: id,
      data: { name: { from: before?.name, to: name } },
    });
    return skill;
  }

  async delete(scope: Scope, id: string): Promise<void> {
    const skill = await deleteSkill(scope.tx, id);
    if (!skill) throw notFound('skill');
    await this.outbox.add(scope.tx, { type: 'routing.configured', payload: {}, rooms: [room.supervisors] });
    await this.audit.write(scope, { action: 'skill.deleted', subjectType: 'skill', subjectId: id, data: { key: skill.key } });
  }
}
