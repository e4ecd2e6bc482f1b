import type { Decision, MatchingSnapshot } from '../../core/matching/snapshot.js';
import type { Told } from '../../core/matching/told.js';
import type { ReassignmentPlanView } from '../../contracts/routing-views.js';
import { reasonsOf } from '../offers/offer-reason.js';
import type { ChosenWork } from './chosen-work.queries.js';
import { NobodySentences, told, toldPlaced } from './plan-sentences.js';
import type { TargetQueue } from './target-queue.js';

type Item = ReassignmentPlanView['items'][number];

/** Where each would go and why, in every language of the pages. */
export function itemsOf(
  work: readonly ChosenWork[],
  decisions: readonly Decision[],
  snapshot: MatchingSnapshot,
  toQueueId: string | undefined,
  {
    names,
    skills,
    unservable,
  }: { names: Map<string, string>; skills: Record<string, string>; unservable: TargetQueue['unservable'] },
): Item[] {
  const made = new Map(decisions.map((one) => [one.conversationId, one]));
  const reasons = reasonsOf(snapshot, decisions);
  const seen = new Map(snapshot.items.map((item) => [item.conversationId, item]));
  const nobody = new NobodySentences(snapshot, decisions);
  return work.map((one): Item => {
    const from = { agentId: one.assignee_id, queueId: one.queue_id };
    const about = { conversationId: one.id, epoch: one.epoch, from };
    const [decision, reason] = [made.get(one.id), reasons.get(one.id)];
    if (decision && reason) {
      const said = { agent: names.get(decision.agentId), customer: one.customer_name, skills };
      return { ...about, to: { agentId: decision.agentId }, ...toldPlaced(decision, reason, said) };
    }
    if (toQueueId) {
      const there = one.queue_id === toQueueId.toLowerCase() && !one.assignee_id;
      const why = unservable.get(one.id);
      const said = there ? waitsThere : wouldWait;
      return { ...about, to: { queueId: toQueueId.toLowerCase() }, ...(why ? andThen(said, why) : said) };
    }
    return { ...about, to: { queueId: one.queue_id }, ...andThen(nobody.of(seen.get(one.id)), one.assignee_id ? back : stays) };
  });
}

const waitsThere = told('It waits there already', '已在该队列中等待');
const wouldWait = told('It would wait in that queue', '将在该队列中等待');
const back = told('it would wait in its queue', '将回到队列中等待');
const stays = told('it stays in line', '仍在排队');

const andThen = (why: Told, then: Told): Told =>
  told(`${why.sentence}; ${then.sentence}`, `${why.translations.zh}；${then.translations.zh}`);
