import { Injectable } from '@nestjs/common';
import { Audit } from '../../accounts/audit/audit.service.js';
import { room } from '../../contracts/events.js';
import type { SkillView } from '../../contracts/views.js';
import type { Scope } from '../../platform/database/tx.js';
import { notFound, Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { askersOf, deleteSkill, findSkill, insertSkill, renameSkill } from './skills.repository.js';

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

  /** Errors: `not_found`; `conflict` (queues or routing rules ask for it: without it nobody could serve what they ask). */
  async delete(scope: Scope, id: string): Promise<void> {
    const found = await findSkill(scope.tx, id);
    if (found) refuseAsked(await askersOf(scope.tx, found.key));
    const skill = await deleteSkill(scope.tx, id);
    if (!skill) throw notFound('skill');
    await this.outbox.add(scope.tx, { type: 'routing.configured', payload: {}, rooms: [room.supervisors] });
    await this.audit.write(scope, { action: 'skill.deleted', subjectType: 'skill', subjectId: id, data: { key: skill.key } });
  }
}

function refuseAsked({ queues, rules }: { queues: string[]; rules: string[] }): void {
  const by = [
    ...(queues.length > 0 ? [`queues (${queues.join(', ')})`] : []),
    ...(rules.length > 0 ? [`routing rules (${rules.join(', ')})`] : []),
  ];
  if (by.length > 0)
    throw new Refusal('conflict', `This skill is asked for by ${by.join(' and ')}.`, {
      translations: { zh: `该技能仍被使用：${by.join('、')}。` },
    });
}
