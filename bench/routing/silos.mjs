// A team and a tool for each channel against one pool with one thread for each customer (test/simulation/silo.ts).
import { row } from './rows.mjs';

const COMPANIES = ['silos', 'one pool, first come', 'one pool, this matcher'];

/** Handling of an issue that is never told again and by nobody who knows it: 35 % need a second contact. */
const PLAIN = 1.35;

export async function measureSilos(crew, { issues }) {
  const terms = { seed: 1, issues, load: 0.8 };
  const found = await Promise.all(COMPANIES.map((company) => crew.do('company', { company, terms })));
  const few = { ...terms, issues: Math.min(issues, 60_000) };
  const [silos] = found;
  // The wait that both are held to is that of the silos on the very same issues.
  const { p95 } = await crew.do('company', { company: 'silos', terms: few });
  const loads = await Promise.all(
    COMPANIES.map((company) => (company === 'silos' ? few.load : crew.do('loadAtEqualP95', { company, terms: few, p95 }))),
  );
  const companies = COMPANIES.map((name, n) => ({
    name,
    ...found[n],
    waitCut: 1 - found[n].wait / silos.wait,
    speedup: silos.resolution / found[n].resolution,
    requests: loads[n] / few.load,
  }));
  return { companies, rows: rowsOf(companies) };
}

function rowsOf(companies) {
  const [silos] = companies;
  const { waitCut, speedup, requests } = companies.at(-1);
  const setting = '40 agents, 80 %';
  return [
    row('silo_wait_cut', waitCut, 'share', '>= 0.75', `${setting}; published for omnichannel support: .75`),
    row(
      'silo_resolution_speedup',
      speedup,
      'ratio',
      null,
      `${setting}, waits and handling of all contacts; published: 3; without any wait or repetition it would be ${(silos.resolution / PLAIN).toFixed(2)}`,
    ),
    row(
      'silo_requests_per_agent',
      requests,
      'ratio',
      null,
      `${setting}, at the silos' p95 wait; published: 5.7, where 1.25 is all there is between 80 % and 100 % load`,
    ),
  ];
}

export function printSilos(companies) {
  console.log('\n40 agents, 80 % load, arrivals 45 % chat, 25 % mail, 20 % voice, 10 % social (times in handle times)');
  const heads = ['mean wait', 'p95 wait', 'to resolve', 'own agent', 'wait cut', 'resolved', 'requests'];
  console.log(' '.repeat(26) + heads.map((head) => head.padStart(11)).join(''));
  for (const { name, wait, p95, resolution, continuity, waitCut, speedup, requests } of companies) {
    const values = [
      wait.toFixed(4),
      p95.toFixed(3),
      resolution.toFixed(3),
      pc(continuity),
      pc(waitCut),
      times(speedup),
      times(requests),
    ];
    console.log(`  ${name.padEnd(24)}${values.map((value) => value.padStart(11)).join('')}`);
  }
  const published = ['', '', '', '', '75 %', '3×', '5.7×'];
  console.log(`  ${'published claims'.padEnd(24)}${published.map((value) => value.padStart(11)).join('')}`);
}

const pc = (share) => `${(100 * share).toFixed(1)} %`;
const times = (ratio) => `${ratio.toFixed(2)}×`;
