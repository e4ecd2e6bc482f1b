import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Audit } from '../accounts/audit/audit.service.js';
import { setPasswordHash } from '../accounts/sign-in/accounts.repository.js';
import { type SessionEnd, Sessions } from '../accounts/sign-in/sessions.repository.js';
import { room } from '../contracts/events.js';
import type { AgentView } from '../contracts/views.js';
import type { Role } from '../contracts/words.js';
import type { Scope } from '../platform/database/tx.js';
import { notFound, Refusal } from '../platform/http/refusal.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { type Work, workAfter, type WorkWish } from './agent-work.js';
import { agentViews } from './agents.queries.js';
import { type AgentRow, lockAgent, setSkills, type SkillWish, updateAgent } from './agents.repository.js';
import { refusingTakenEmail } from './create-agent.service.js';
import { Presence } from './presence.service.js';
import { assertVersion } from '../platform/http/version-guard.js';

/** What may change; a field left out stays. */
export interface AgentChange extends WorkWish {
  email?: string;
  name?: string;
  role?: Role;
  skills?: SkillWish[];
  disabled?: boolean;
  /** Made before the transaction, which holds locks. */
  passwordHash?: string;
}

type Differences = Record<string, { from: unknown; to: unknown }>;

/** Fields after whose change pairs may become possible that were not, or the other way about. */
const matters = [
  ...['capacity', 'returnReserve', 'rampUpMs', 'onboardingFrom', 'onboardingUntil', 'channelLimits'],
  ...['groups', 'languages', 'skills', 'disabled'],
];

/** An admin changes an agent: the record, what hangs on it (sessions, presence), the news and the audit row, together. */
@Injectable()
export class ChangeAgent {
  constructor(
    private readonly sessions: Sessions,
    private readonly presence: Presence,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
  ) {}

  /**
   * @throws Refusal `not_found`; `version_mismatch`; `already_exists` (the address); `conflict` where it would leave no
   * active admin; `invalid_request` for an unknown skill or limits that contradict each other.
   */
  async execute(scope: Scope, id: string, change: AgentChange, ifMatch?: string): Promise<AgentView> {
    const { agent, otherAdmins } = await lockAgent(scope.tx, id);
    if (!agent) throw notFound('agent');
    assertVersion(ifMatch, agent.version);
    const before = (await agentViews(scope.tx, [id]))[0]!;
    const work = workAfter(agent, change);
    const differences = compare(before, change, work);
    if (Object.keys(differences).length === 0 && !change.passwordHash) return before;
    assertAdminLeft(agent, change, otherAdmins);
    await this.write(scope, { ...agent, ...work }, change);
    await this.endWhatHangsOnIt(scope, id, differences, change);
    await this.tell(scope, id, differences, change);
    return (await agentViews(scope.tx, [id]))[0]!;
  }

  private async write(
    { tx }: Scope,
    agent: AgentRow,
    { skills, passwordHash, email, name, role, disabled }: AgentChange,
  ): Promise<void> {
    const given = Object.fromEntries(Object.entries({ email, name, role, disabled }).filter(([, value]) => value !== undefined));
    await refusingTakenEmail(updateAgent(tx, { ...agent, ...given }));
    if (skills) await setSkills(tx, agent.id, skills);
    if (passwordHash) await setPasswordHash(tx, agent.id, passwordHash);
  }

  private async endWhatHangsOnIt(scope: Scope, id: string, differences: Differences, change: AgentChange): Promise<void> {
    const disabled = differences.disabled?.to === true;
    const reason: SessionEnd | false = disabled
      ? 'disabled'
      : differences.role
        ? 'role_changed'
        : change.passwordHash
          ? 'password_changed'
          : false;
    if (reason) await this.sessions.endAll(scope.tx, id, reason);
    if (disabled) await this.presence.change(scope, id, 'offline', 'disabled');
  }

  private async tell(scope: Scope, id: string, differences: Differences, change: AgentChange): Promise<void> {
    if (matters.some((field) => field in differences))
      await this.outbox.add(scope.tx, { type: 'routing.configured', payload: { agentId: id }, rooms: [room.supervisors] });
    const data = { ...differences, ...(change.passwordHash ? { password: 'set' } : {}) };
    await this.audit.write(scope, { action: 'agent.changed', subjectType: 'agent', subjectId: id, data });
  }
}

function compare(before: AgentView, change: AgentChange, work: Work): Differences {
  const bySkill = (a: SkillWish, b: SkillWish): number => (a.key < b.key ? -1 : 1);
  const now = { ...before, skills: before.skills.map(({ key, level }) => ({ key, level })).sort(bySkill) };
  const wished = {
    ...change,
    ...work,
    onboardingFrom: work.onboardingFrom?.toISOString() ?? null,
    onboardingUntil: work.onboardingUntil?.toISOString() ?? null,
    passwordHash: undefined,
    skills: change.skills?.map(({ key, level }) => ({ key, level })).sort(bySkill),
  };
  const entries = Object.entries(wished).filter(([, to]) => to !== undefined);
  return Object.fromEntries(
    entries
      .map(([field, to]) => [field, { from: now[field as keyof typeof now], to }] as const)
      .filter(([, { from, to }]) => !isDeepStrictEqual(from, to)),
  );
}

/** Without an admin nobody could ever make one again. */
function assertAdminLeft(agent: AgentRow, change: AgentChange, otherAdmins: number): void {
  const isAdmin = agent.role === 'admin' && !agent.disabled;
  const staysAdmin = (change.role ?? agent.role) === 'admin' && !(change.disabled ?? agent.disabled);
  if (isAdmin && !staysAdmin && otherAdmins === 0)
    throw new Refusal('conflict', 'This is the last active admin; make another one first.', {
      translations: { zh: '这是最后一位可用的管理员，请先设置另一位。' },
    });
}
