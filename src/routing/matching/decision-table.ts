import type { RequirementView, RoutingTraceView } from '../../contracts/decision-views.js';
import type { DecisionAgentView, DecisionView } from '../../contracts/routing-views.js';

/** A conversation and all that was decided on it. */
export interface DecisionStory {
  conversation: { id: string; status: string; channel: string; customer: string; queue: string };
  routing: RoutingTraceView;
  decisions: DecisionView[];
}

const PARTS = ['continuity', 'skillFit', 'load', 'waitingAge', 'deadlineSlack'] as const;
const PAIRED = { deadline: 'nearest deadline first', best_pair: 'best pair', whole_tier: 'whole tier at once' } as const;

/** The story in plain text, for people: one block for each decision, with a table of all agents. */
export function decisionText({ conversation, routing, decisions }: DecisionStory): string {
  const { id, customer, channel, status, queue } = conversation;
  const blocks = decisions.map((one, at) => decisionBlock(one, at + 1));
  return [
    `Conversation ${id}`,
    `${customer}, ${channel}, ${status}, in the queue ${queue}`,
    ...routingLines(routing),
    ...(blocks.length > 0 ? blocks.map((block) => `\n${block}`) : ['\nNothing has been decided on it yet.']),
    '',
  ].join('\n');
}

function routingLines({ rules, language }: RoutingTraceView): string[] {
  const said = rules.map(({ name, ruleId, outcome, detail }) =>
    outcome === 'matched'
      ? `rule "${name ?? ruleId}" matched`
      : outcome === 'not_set'
        ? `rule "${name ?? ruleId}": ${detail ?? '?'}`
        : `rule "${name ?? ruleId}" could not be worked out (${detail ?? '?'})`,
  );
  if (language?.tag) said.push(`language ${language.tag}${language.from ? `, known from the ${language.from}` : ''}`);
  return said.length > 0 ? [`routed: ${said.join('; ')}`] : [];
}

function decisionBlock(one: DecisionView, number: number): string {
  const how = one.by ? ` · ${PAIRED[one.by]}` : '';
  const lines = [
    `${number}. ${one.at.replace('T', ' ').replace('Z', ' UTC')} · ${one.kind} · policy ${one.policyVersion}${how}`,
    `   ${one.sentence}`,
    ...(one.runnerUp ? [`   next best: ${one.runnerUp.name}`] : []),
    ...(one.requirement ? askedLines(one.requirement) : []),
    ...(one.offers.length > 0 ? [`   held out to: ${one.offers.map(offerText).join('; ')}`] : []),
    `   ${replayText(one)}`,
  ];
  if (!one.by && one.others.length === 0) return lines.join('\n');
  return [...lines, '', ...agentTable(one).map((line) => `   ${line}`)].join('\n');
}

function askedLines({ skills, language, groups, exclusive, heldFor, relaxed }: RequirementView): string[] {
  const asked = [
    ...(language ? [`speaks ${language}`] : []),
    ...skills.map(({ skill, minLevel }) => `${skill} at level ${minLevel}`),
    ...(groups.length > 0 ? [`in ${groups.join(' or ')}`] : []),
    ...(exclusive ? ['whole attention'] : []),
    ...(heldFor ? [`${heldFor.name} alone`] : []),
  ];
  return [
    `   asked: ${asked.length > 0 ? asked.join(', ') : 'nothing beyond the queue'}`,
    ...relaxed.map((words) => `   relaxed: ${words}`),
  ];
}

function offerText({ agent, state, broadcast, madeAt, endedAt }: DecisionView['offers'][number]): string {
  const after = endedAt ? ` after ${((Date.parse(endedAt) - Date.parse(madeAt)) / 1000).toFixed(1)} s` : '';
  return `${agent.name} (${state}${after}${broadcast ? ', one of several' : ''})`;
}

function replayText({ replay, by }: DecisionView): string {
  if (!replay) return by ? '' : 'replay: there is no stored pass, a person or a rule of the queue decided';
  if (replay.same) return 'replay: the stored pass gives the same answer';
  return `!! REPLAY GIVES ANOTHER ANSWER !! ${replay.differences.join('; ')}`;
}

function agentTable(one: DecisionView): string[] {
  const number = (value: number | undefined | null): string => (value == null ? '' : value.toFixed(3));
  const partsOf = (parts: Record<string, number> | null): string[] => PARTS.map((part) => number(parts?.[part]));
  const chosen = one.chosen
    ? [[one.chosen.name, 'chosen', number(one.score), ...partsOf(one.parts), afterName(one.sentence)]]
    : [];
  const row = ({ name, outcome, reason, score, parts, sentence }: DecisionAgentView): string[] => {
    return [name, reason ?? outcome, number(score), ...partsOf(parts), afterName(sentence)];
  };
  return table(
    ['agent', 'outcome', 'score', 'continuity', 'fit', 'load', 'waiting', 'slack', 'why'],
    [...chosen, ...one.others.map(row)],
  );
}

/** The table names the agent already. */
const afterName = (sentence: string): string => sentence.slice(sentence.indexOf(': ') + 2);

function table(head: string[], rows: string[][]): string[] {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => widthOf(row[at] ?? ''))));
  const line = (row: string[]): string =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] as number) - widthOf(cell))))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)];
}

/** Columns on a terminal: characters of East Asian scripts take two. */
const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, char) =>
      sum + (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]/u.test(char) ? 2 : 1),
    0,
  );
