import { BLOCK_REASONS, type BlockReason, type SkillRequirement } from './snapshot.js';
import { namedIn, type StepNames } from './step-words.js';
import { stepWordsInChinese } from './step-words-zh.js';
import { languageIn } from './language-names.js';
import type { WaitingCase } from './waiting-sentence.js';

const MET: readonly BlockReason[] = BLOCK_REASONS.slice(BLOCK_REASONS.indexOf('offline'));

/** As `waitingSentence`, in Chinese: "会说中文的有 3 人，都没有空位；10:42 起不再要求语言". */
export function waitingSentenceInChinese(one: WaitingCase, names: StepNames = {}): string {
  const outside = outsideText(one);
  if (outside) return outside;
  const able = MET.reduce((sum, reason) => sum + one.counts[reason], 0);
  const text = one.heldFor ? heldText(one) : able > 0 ? ableText(one, able, names) : nobodyText(one, names);
  return one.next
    ? `${text}；${one.next.at} 起${one.next.steps.map((step) => stepWordsInChinese(step, names)).join('、')}`
    : text;
}

function outsideText({ binding, until, because, agent }: WaitingCase): string | null {
  switch (binding) {
    case 'not_routed':
      return '刚刚进入，即将分到队列';
    case 'queue_paused':
      return `队列已暂停${because ? `（${because}）` : ''}${until ? `，直到 ${until}` : ''}`;
    case 'queue_closed':
      return until ? `队列已下班，${until} 开放` : '队列已下班，没有安排开放时间';
    case 'rules_unreadable':
      return '队列的规则无法读取，暂不分配';
    case 'set_aside':
      return `分配时出错${because ? `（${because}）` : ''}${until ? `，${until} 重试` : ''}`;
    case 'nothing':
      return `${agent ?? '有人'}现在就可以接待`;
    default:
      return null;
  }
}

function heldText({ heldFor, binding, counts, channel, exclusive }: WaitingCase): string {
  const asked = MET.find((reason) => counts[reason] > 0);
  const held = `等待${heldFor!.name}（到 ${heldFor!.until}），对方`;
  if (asked) return held + stateText(asked, channel, exclusive);
  return held + (binding === 'held_for_other' ? '不在此队列' : '不满足要求');
}

function ableText({ counts, asks, channel, exclusive }: WaitingCase, able: number, names: StepNames): string {
  const found = MET.filter((reason) => counts[reason] > 0);
  const who = `${meetText(asks, names)}的有 ${able} 人`;
  if (found.length === 1) return `${who}，${able === 1 ? '' : '都'}${stateText(found[0]!, channel, exclusive)}`;
  return `${who}：${found.map((reason) => `${counts[reason]} 人${stateText(reason, channel, exclusive)}`).join('，')}`;
}

function stateText(reason: BlockReason, channel: string, exclusive: boolean): string {
  switch (reason) {
    case 'away':
      return '离开';
    case 'offline':
      return '离线';
    case 'finishing':
      return '正在收尾、不接新会话';
    case 'lease_expired':
      return '断线';
    case 'declined':
      return '已拒绝、不再询问';
    case 'busy':
      return exclusive ? '正忙，而此项需要全神贯注' : '忙于需要全神贯注的工作';
    case 'channel_full':
      return `${channel} 已达上限`;
    default:
      return '没有空位';
  }
}

function meetText({ skills, language, groups }: WaitingCase['asks'], names: StepNames): string {
  const clauses = [
    ...(language === null ? [] : [`会说${languageIn('zh', language)}`]),
    ...(skills.length === 0 ? [] : [`有${skillsText(skills, names)}`]),
    ...(groups.length === 0 ? [] : [`属于${groupsText(groups, names)}`]),
  ];
  const text = clauses.length > 0 ? clauses.join('、') : '在此队列';
  return /[\x21-\x7e]$/.test(text) ? `${text} ` : text;
}

function nobodyText({ binding, counts, asks }: WaitingCase, names: StepNames): string {
  const { skills, language, groups } = asks;
  switch (binding) {
    case 'group':
      return `没有人属于${groupsText(groups, names)}`;
    case 'skill_missing':
      return `没有人有${skillsText(skills, names)}`;
    case 'skill_level':
      return `没有人有${skillsText(skills, names)}（${counts.skill_level} 人等级不够）`;
    case 'language':
      return `其他条件符合的人都不会说${language === null ? '该语言' : languageIn('zh', language)}`;
    case 'excluded':
      return '能接待的人刚刚转出了它';
    default:
      return '此队列没有成员';
  }
}

const skillsText = (skills: readonly SkillRequirement[], { skills: names }: StepNames): string =>
  skills.map(({ skill, minLevel }) => namedIn(names, skill) + (minLevel > 1 ? ` ${minLevel} 级` : '')).join('、');

const groupsText = (groups: readonly string[], { groups: names }: StepNames): string =>
  `${groups.map((group) => namedIn(names, group)).join('、')}组`;
