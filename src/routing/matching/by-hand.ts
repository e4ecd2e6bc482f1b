import type { Told } from '../../core/matching/told.js';

/** A decision that a person, a rule of the queue or another system made, and not the matcher. */
export interface MadeByHand {
  /** What was done: `claim`, `transfer` … */
  kind: string;
  /** Whoever did it; null where the name is not known. */
  actor: string | null;
  /** Throughline's own rules did it. */
  bySystem: boolean;
  /** With whom or where it went, where that is not with the actor. `null`: unknown. */
  to: { agent: string | null } | { queue: string } | undefined;
  overLimit: boolean;
  notAvailable: boolean;
}

const acts: Record<string, { en: (to: string) => string; zh: (to: string) => string }> = {
  claim: { en: (to) => `took it by hand${to}`, zh: (to) => `手动接入${to}` },
  transfer: { en: (to) => `passed it on${to}`, zh: (to) => `转出${to}` },
  move: { en: (to) => `moved it${to}`, zh: (to) => `移动${to}` },
  split: { en: (to) => `opened it for another matter${to}`, zh: (to) => `为另一事项新开会话${to}` },
  overflow: { en: (to) => `passed it on${to} after the wait its queue allows`, zh: (to) => `超过队列允许的等待后转出${to}` },
  fallback: { en: (to) => `passed it on${to} because nobody in its queue could serve it`, zh: (to) => `队列无人可接而转出${to}` },
  silence: { en: (to) => `took it from an agent who did not answer${to}`, zh: (to) => `从未作答的客服处收回${to}` },
};

/** "Sam: moved it to Ana, over the limit", in every language of the pages. */
export function toldByHand({ kind, actor, bySystem, to, overLimit, notAvailable }: MadeByHand): Told {
  const act = acts[kind] ?? { en: (goal: string) => kind + goal, zh: (goal: string) => kind + goal };
  const agent = to && 'agent' in to;
  const en = to ? ` to ${agent ? (to.agent ?? 'an agent') : to.queue}` : '';
  const zh = to ? `，交给${agent ? (to.agent ?? '客服') : to.queue}` : '';
  return {
    sentence:
      `${actor ?? (bySystem ? 'Throughline' : 'Another system')}: ${act.en(en)}` +
      (overLimit ? ', over the limit' : '') +
      (notAvailable ? ', though not available' : ''),
    translations: {
      zh:
        `${actor ?? (bySystem ? 'Throughline' : '其他系统')}：${act.zh(zh)}` +
        (overLimit ? '，超出上限' : '') +
        (notAvailable ? '，虽不在岗' : ''),
    },
  };
}
