// The same seeded arrivals through this matcher and through the policies of the known systems.
import { row, within } from './rows.mjs';

const LOADS = [0.7, 0.8, 0.9, 0.95];
const MIXES = [
  { name: 'voice, one slot', slots: 1 },
  { name: 'chat, four slots', slots: 4 },
];
const POLICIES = [
  ['ours', 'this matcher, house policy'],
  ['firstComeLongestIdle', 'first come, longest idle'],
  ['firstComeLeastLoaded', 'first come, least loaded'],
  ['preferredIfFree', 'preferred if free, else anyone'],
  ['polled', 'poll, one item every 5 s'],
  ['pushRoundRobin', 'push at arrival, round robin'],
];

/** The table: ten agents; own agents, kinds of work and two targets at once. */
export async function compare(crew, { customers }) {
  const cells = MIXES.flatMap((mix) => LOADS.map((load) => ({ mix, load })));
  return Promise.all(
    cells.map(async ({ mix, load }) => {
      const wanted = { seed: 1, customers, agents: 10, slots: mix.slots, load };
      const terms = await crew.do('typical', { terms: wanted, within: 0.02 });
      const lines = POLICIES.map(async ([policy, name]) => ({
        name,
        ...(await crew.do('day', { day: 'mixedDay', terms, policy })),
      }));
      return { mix: mix.name, load, lines: await Promise.all(lines) };
    }),
  );
}

/** One rule at a time, as the yardsticks ask: each row names its peer and its mix. House policy throughout. */
export async function measureRules(crew, { customers }) {
  const [own, fit, chat] = await Promise.all([
    onOneDay(crew, 'returningDay', { seed: 1, customers, agents: 10, slots: 1, load: 0.9 }),
    onOneDay(crew, 'skilledDay', { seed: 1, customers, agents: 20, slots: 1, load: 0.9 }),
    onOneDay(crew, 'returningDay', { seed: 1, customers, agents: 10, slots: 4, load: 0.9 }),
  ]);
  const [ours, common, preferred, saving, commonSaving] = await Promise.all([
    own('ours'),
    own('firstComeLongestIdle'),
    own('preferredIfFree'),
    own('ours', { saving: 0.2 }),
    own('firstComeLongestIdle', { saving: 0.2 }),
  ]);
  const [fitting, blind, chatOurs, chatPreferred, chatCommon] = await Promise.all([
    fit('ours'),
    fit('firstComeLongestIdle'),
    chat('ours'),
    chat('preferredIfFree'),
    chat('firstComeLongestIdle'),
  ]);
  const oneSlot = '10 agents, one slot, 90 %, every customer with an own agent';
  return [
    row(
      'continuity_gain_90',
      ours.continuity / preferred.continuity,
      'ratio',
      '>= 2.4',
      `${pc(ours.continuity)} ÷ ${pc(preferred.continuity)} preferred if free; ${oneSlot}, no saving`,
    ),
    row(
      'wait_ratio_90',
      ours.meanWait / common.meanWait,
      'ratio',
      '<= 1.02',
      `${round(ours.meanWait)} ÷ ${round(common.meanWait)} first come, longest idle; ${oneSlot}; the k-th start takes the k-th service, so 1 says that nobody was kept idle`,
    ),
    row(
      'wait_saving_90',
      saving.meanWait / commonSaving.meanWait,
      'ratio',
      '<= 0.55',
      `${round(saving.meanWait)} ÷ ${round(commonSaving.meanWait)} first come, longest idle; ${oneSlot}, who knows the customer takes 20 % less`,
    ),
    row(
      'mismatch_90',
      fitting.mismatch,
      'cost',
      '<= 0.24',
      `20 agents, one slot, 90 %, pair cost uniform on [0, 1]; first come, longest idle ${round(blind.mismatch)}`,
    ),
    row(
      'p95_ratio_90',
      ours.p95 / common.p95,
      'ratio',
      '<= 1.15',
      `${round(ours.p95)} ÷ ${round(common.p95)} first come, longest idle; ${oneSlot}`,
    ),
    row(
      'p95_ratio_fit_90',
      fitting.p95 / blind.p95,
      'ratio',
      '<= 1.15',
      `${round(fitting.p95)} ÷ ${round(blind.p95)} first come, longest idle; 20 agents, pair cost uniform`,
    ),
    row(
      'load_spread_90',
      ours.loadSpread - common.loadSpread,
      'share',
      '<= 0.02',
      `standard deviation of the agents' work ÷ mean: ${round(ours.loadSpread)} less ${round(common.loadSpread)} first come, longest idle; ${oneSlot}`,
    ),
    row(
      'continuity_gain_chat_90',
      chatOurs.continuity / chatPreferred.continuity,
      'ratio',
      '>= 1.5',
      `${pc(chatOurs.continuity)} ÷ ${pc(chatPreferred.continuity)} preferred if free; 10 agents, four slots, 90 %`,
    ),
    row(
      'p95_ratio_chat_90',
      chatOurs.p95 / chatCommon.p95,
      'ratio',
      '<= 1.15',
      `${round(chatOurs.p95)} ÷ ${round(chatCommon.p95)} first come, longest idle; 10 agents, four slots, 90 %`,
    ),
  ];
}

/** How far ours leads the best peer, at the load and mix where it leads least. */
export function measureLeads(tables) {
  const lead = (name, what, gain, told) => {
    const cells = tables.map(({ mix, load, lines: [ours, ...peers] }) => ({
      of: `${mix}, ${Math.round(load * 100)} %`,
      lead: Math.min(...peers.map((peer) => gain(ours, peer))),
    }));
    const least = cells.reduce((most, one) => (one.lead < most.lead ? one : most));
    return row(name, least.lead, 'share', '>= 0', `${what}: ${told} of the ${cells.length} tables (${least.of})`);
  };
  const [voice] = tables.filter(({ mix, load }) => mix.startsWith('voice') && load === 0.9);
  const [ours, common] = voice.lines;
  return [
    lead('lead_own_agent', 'own agent', (a, b) => a.continuity - b.continuity, 'least lead over the best peer'),
    lead('lead_fit', 'mismatch', (a, b) => b.mismatch - a.mismatch, 'least lead over the best peer'),
    lead('lead_in_target', 'in target', (a, b) => a.attainment - b.attainment, 'least lead over the best peer'),
    row(
      'p95_ratio_mixed_90',
      ours.p95 / common.p95,
      'ratio',
      null,
      `${round(ours.p95)} ÷ ${round(common.p95)} first come, longest idle; voice at 90 % with two targets at once: the later target gives way to the earlier`,
    ),
  ];
}

async function onOneDay(crew, day, wanted) {
  const terms = await crew.do('typical', { terms: wanted, within: 0.01 });
  return (policy, more = {}) => crew.do('day', { day, terms, policy, ...more });
}

/** Late binding, rule 1: ten agents at 80 %. */
export async function measureLateBinding(crew, { customers }) {
  const terms = await crew.do('typical', { terms: { seed: 1, customers, agents: 10, slots: 1, load: 0.8 }, within: 0.005 });
  const cases = [
    ['late_binding_central', 'ours', 0.205, 0.02],
    ['late_binding_push_least_loaded', 'pushLeastLoaded', 0.356, 0.03],
    ['late_binding_push_round_robin', 'pushRoundRobin', 1.93, 0.05],
    ['late_binding_push_random', 'pushRandom', 4, 0.08],
  ];
  return Promise.all(
    cases.map(async ([name, policy, expected, tolerance]) => {
      const { meanWait } = await crew.do('day', { day: 'plainDay', terms, policy });
      return within(name, meanWait, 'handle', expected, tolerance, 'mean wait, 10 agents at 80 %');
    }),
  );
}

const pc = (share) => `${(100 * share).toFixed(1)} %`;
const round = (value) => value.toFixed(3);

/** As a person reads it. */
export function printComparison(tables) {
  const heads = ['mean', 'p95', 'p99', 'own agent', 'mismatch', 'in target', 'spread'];
  for (const { mix, load, lines } of tables) {
    console.log(`\n${mix}, ${Math.round(load * 100)} % load (waits in handle times)`);
    console.log(' '.repeat(34) + heads.map((head) => head.padStart(10)).join(''));
    for (const { name, meanWait, p95, p99, continuity, mismatch, attainment, loadSpread } of lines) {
      const values = [
        round(meanWait),
        round(p95),
        round(p99),
        pc(continuity),
        round(mismatch),
        pc(attainment),
        round(loadSpread),
      ];
      console.log(`  ${name.padEnd(32)}${values.map((value) => value.padStart(10)).join('')}`);
    }
  }
}
