import type { AgentExplanation } from './explain.js';
import type { SentenceNames } from './sentence.js';
import { languageIn } from './language-names.js';
import { namedIn } from './step-words.js';

/** As `sentence`, in Chinese: "Ana：曾服务过Mei、会说中文、空余 2/4". */
export function sentenceInChinese(explanation: AgentExplanation, names: SentenceNames): string {
  const text = explanation.outcome === 'blocked' ? blockedText(explanation, names) : servingText(explanation, names);
  return `${names.agent}：${text}`;
}

const customerOf = ({ customer }: SentenceNames): string => customer ?? '客户';

function servingText({ outcome, facts }: AgentExplanation, names: SentenceNames): string {
  const customer = customerOf(names);
  const clauses: string[] = [];
  if (facts.preference === 'owner') clauses.push(`是${customer}的专属客服`);
  if (facts.preference === 'last') clauses.push(`上次服务了${customer}`);
  if (facts.preference === 'earlier') clauses.push(`曾服务过${customer}`);
  if (facts.language !== null) clauses.push(`会说${languageIn('zh', facts.language)}`);
  for (const { skill, level } of facts.skills) clauses.push(`${namedIn(names.skills, skill)} ${level} 级`);
  clauses.push(roomText(facts));
  if (facts.neededElsewhere) clauses.push('其他等待者更需要');
  else if (outcome === 'runner-up') clauses.push('次优人选');
  else if (outcome === 'outscored') clauses.push('有更合适的人选');
  return clauses.join('、');
}

function blockedText({ reason, facts }: AgentExplanation, names: SentenceNames): string {
  switch (reason) {
    case 'not_in_queue':
      return '不在此队列';
    case 'excluded':
      return '本次会话不再询问';
    case 'held_for_other':
      return `不是${customerOf(names)}选择等待的人`;
    case 'group':
      return `不在${(facts.groups ?? []).map((group) => namedIn(names.groups, group)).join('、') || '所要求的'}组`;
    case 'skill_missing':
      return `没有技能${facts.skillGap ? `“${namedIn(names.skills, facts.skillGap.skill)}”` : ''}`;
    case 'skill_level':
      return facts.skillGap
        ? `${namedIn(names.skills, facts.skillGap.skill)}为 ${facts.skillGap.level} 级，需要 ${facts.skillGap.minLevel} 级`
        : '所需技能的等级不够';
    case 'language':
      return `不会说${facts.language === null ? '该语言' : languageIn('zh', facts.language)}`;
    case 'offline':
      return '离线';
    case 'away':
      return '离开';
    case 'finishing':
      return '正在收尾，不接新会话';
    case 'lease_expired':
      return '连接已断开';
    case 'declined':
      return '已拒绝，且有他人可接';
    case 'busy':
      return facts.exclusive ? '手上有其他工作，而此项需要全神贯注' : '正忙于需要全神贯注的工作';
    case 'channel_full':
      return `${facts.channel ? namedIn(names.channels, facts.channel) : '此渠道'}已达上限`;
    case 'no_capacity':
      return `没有空位，${roomText(facts)}`;
    default:
      return '无法接待';
  }
}

/** Slots of this conversation's size, as in English. */
function roomText({ free, capacity, weight }: AgentExplanation['facts']): string {
  const size = weight > 0 ? weight : 1;
  return `空余 ${Math.max(0, Math.floor(free / size))}/${Math.floor(capacity / size)}`;
}
