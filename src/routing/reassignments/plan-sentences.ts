import { emptyCounts } from '../../core/matching/board.js';
import { blockedBy } from '../../core/matching/explain.js';
import type { BlockReason, Decision, MatchingSnapshot, WaitingItem } from '../../core/matching/snapshot.js';
import { type Told, toldOf } from '../../core/matching/told.js';
import type { OfferReason } from '../offers/offer-reason.js';

/** A sentence and the same in Chinese. */
export const told = (sentence: string, zh: string): Told => ({ sentence, translations: { zh } });

/** Why this agent would take it over. */
export function toldPlaced(
  decision: Decision,
  reason: OfferReason,
  { agent = 'An agent', ...names }: { agent: string | undefined; customer: string | null; skills: Record<string, string> },
): Told {
  const { score, parts, facts } = reason;
  return toldOf({ agentId: decision.agentId, outcome: 'chosen', reason: null, score, parts, facts }, { ...names, agent });
}

/** Of one, of several, and in Chinese, which tells them apart by the number alone. */
const words: Record<BlockReason, readonly [one: string, several: string, zh: string]> = {
  not_in_queue: ['works elsewhere', 'work elsewhere', '不在此队列'],
  excluded: ['held it or passed it on', 'held it or passed it on', '曾经手或已转出'],
  held_for_other: ['is not whom the customer waits for', 'are not whom the customer waits for', '不是客户等待的人'],
  group: ['is in another group', 'are in another group', '属于其他组'],
  skill_missing: ['lacks a skill', 'lack a skill', '缺少技能'],
  skill_level: ['is below the level asked', 'are below the level asked', '技能等级不够'],
  language: ['does not speak the language', 'do not speak the language', '不会说该语言'],
  offline: ['is offline', 'are offline', '离线'],
  away: ['is away', 'are away', '离开'],
  finishing: ['takes no new work', 'take no new work', '正在收尾、不接新会话'],
  lease_expired: ['has lost the connection', 'have lost the connection', '断线'],
  declined: ['has declined it', 'have declined it', '已谢绝'],
  busy: ['has their hands full', 'have their hands full', '正忙于需要全神贯注的工作'],
  channel_full: ['has enough of this channel', 'have enough of this channel', '在此渠道已达上限'],
  no_capacity: ['has no room', 'have no room', '没有空位'],
};

/** How many cannot, by reason, the most frequent first: "2 are offline, 1 has no room". */
export function countedReasons(counts: Partial<Record<BlockReason, number>>): Told {
  const found = (Object.entries(counts) as [BlockReason, number][]).filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
  return told(
    found.map(([reason, count]) => `${count} ${words[reason]?.[count === 1 ? 0 : 1] ?? 'cannot'}`).join(', '),
    found.map(([reason, count]) => `${count} 人${words[reason]?.[2] ?? '无法接待'}`).join('，'),
  );
}

/**
 * Why nobody can take an item once the plan is carried out. Items of one kind have one answer, so it is worked out once for each kind.
 */
export class NobodySentences {
  private readonly known = new Map<string, Told>();
  private readonly agents: MatchingSnapshot['agents'];

  constructor(
    private readonly snapshot: MatchingSnapshot,
    decisions: readonly Decision[],
  ) {
    const given = new Map<string, number>();
    for (const { agentId, weight } of decisions) given.set(agentId, (given.get(agentId) ?? 0) + weight);
    this.agents = snapshot.agents.map((agent) => ({ ...agent, reserved: agent.reserved + (given.get(agent.agentId) ?? 0) }));
  }

  /** Without a full stop: what becomes of it follows. */
  of(item: WaitingItem | undefined): Told {
    if (!item) return told('The rules of its queue cannot be read', '其队列的规则无法读取');
    const { conversationId: _id, customerId: _customer, waitingSince: _since, epoch: _epoch, ...kind } = item;
    const key = JSON.stringify(kind);
    const known = this.known.get(key) ?? this.workOut(item);
    this.known.set(key, known);
    return known;
  }

  private workOut(item: WaitingItem): Told {
    const seen = blockedBy({ ...this.snapshot, agents: this.agents, items: [item] }, item.conversationId);
    const { not_in_queue: _elsewhere, ...counts } = seen?.counts ?? emptyCounts();
    if (Object.values(counts).every((count) => count === 0))
      return told('Nobody who may receive it works in its queue', '可接收的人都不在其队列');
    const said = countedReasons(counts);
    return told(`Nobody can take it: ${said.sentence}`, `没有人能接：${said.translations.zh}`);
  }
}
