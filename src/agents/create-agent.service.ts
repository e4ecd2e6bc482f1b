import { Injectable } from '@nestjs/common';
import { Audit } from '../accounts/audit/audit.service.js';
import { room } from '../contracts/events.js';
import type { AgentView } from '../contracts/views.js';
import type { Role } from '../contracts/words.js';
import { isDuplicate } from '../platform/database/errors.js';
import type { Scope } from '../platform/database/tx.js';
import { Refusal } from '../platform/http/refusal.js';
import { newId } from '../platform/ids/new-id.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { defaultWork, workAfter, type WorkWish } from './agent-work.js';
import { agentViews } from './agents.queries.js';
import { insertAgent, setSkills, type SkillWish } from './agents.repository.js';

export interface NewAgent extends WorkWish {
  email: string;
  name: string;
  role: Role;
  /** Made before the transaction: hashing is slow on purpose, and would hold its locks. */
  passwordHash: string;
  skills?: SkillWish[];
}

@Injectable()
export class CreateAgent {
  constructor(
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /** @throws Refusal `already_exists` where another agent has the address; `invalid_request` for an unknown skill or limits that contradict each other. */
  async execute(scope: Scope, wish: NewAgent): Promise<AgentView> {
    const { skills = [], email, name, role, passwordHash } = wish;
    const id = newId();
    const work = workAfter(defaultWork, wish);
    await refusingTakenEmail(insertAgent(scope.tx, { id, email, name, role, passwordHash, ...work }));
    await setSkills(scope.tx, id, skills);
    await this.outbox.add(scope.tx, { type: 'routing.configured', payload: { agentId: id }, rooms: [room.supervisors] });
    const data = { email, name, role, ...work, skills };
    await this.audit.write(scope, { action: 'agent.created', subjectType: 'agent', subjectId: id, data });
    return (await agentViews(scope.tx, [id]))[0]!;
  }
}

export function refusingTakenEmail<T>(writing: Promise<T>): Promise<T> {
  return writing.catch((error: unknown) => {
    if (isDuplicate(error, 'agents_email_key'))
      throw new Refusal('already_exists', 'Another agent has this e-mail address.', {
        translations: { zh: '已有客服使用这个邮箱。' },
        errors: [{ pointer: '/email', detail: 'is taken' }],
      });
    throw error;
  });
}
