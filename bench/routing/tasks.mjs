// What a thread can be asked to run. Terms and results are plain data; times in mean handle times.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export async function tasksOf(folder) {
  const load = (path) => import(pathToFileURL(join(folder, path)).href);
  const [days, { ours }, peers, lines, { Random }, traffic, centre, silo, cross, assignment] = await Promise.all(
    ['days', 'ours', 'peers', 'plain-lines', 'random', 'traffic', 'contact-centre', 'silo', 'cross-training', 'random-costs'].map(
      (name) => load(`test/simulation/${name}.js`),
    ),
  );
  const policies = {
    ours,
    pushRoundRobin: peers.pushRoundRobin,
    pushLeastLoaded: peers.pushLeastLoaded,
    pushRandom: peers.pushRandom,
    polled: peers.polled,
    firstComeLongestIdle: peers.firstComeLongestIdle,
    firstComeLeastLoaded: peers.firstComeLeastLoaded,
    preferredIfFree: peers.preferredIfFree,
  };
  const { HANDLE_MS } = centre;

  return {
    /** The first seed whose day is as busy as Erlang's formula says; chosen before any policy is tried. */
    typical: ({ terms, within }) => days.typical(terms, within),

    /** One day under one policy; `change` is what differs from the house policy, where anything does. */
    day({ day, terms, policy, target = null, saving = 0, change = {} }) {
      const { ledger } = days.live(days[day](terms, target), policies[policy](policy === 'ours' ? change : undefined), {
        saving,
      });
      const [p95, p99] = ledger.percentiles(0.95, 0.99);
      const { meanWait, continuity, mismatch, attainment, loadSpread } = ledger;
      return { meanWait, p95, p99, continuity, mismatch, attainment, loadSpread };
    },

    plainLine: (terms) => days.firstCome(terms),

    priority({ loads, customers, seed }) {
      const erlangs = loads.reduce((sum, load) => sum + load, 0);
      const classes = new Random(seed + 17);
      const source = new traffic.Traffic({ seed, customers, erlangs, weight: 100 });
      const arrivals = (function* () {
        for (const at of source.times()) {
          let left = classes.uniform() * erlangs;
          yield {
            at,
            rank: Math.max(
              0,
              loads.findIndex((load) => (left -= load) < 0),
            ),
          };
        }
      })();
      return lines.priorityWaits(arrivals, source.services(), 10, loads.length).map((wait) => wait / HANDLE_MS);
    },

    impatient({ lambda, theta, agents, customers, seed }) {
      const source = new traffic.Traffic({ seed, customers, erlangs: lambda, weight: 100 });
      const impatience = { random: new Random(seed + 76), meanMs: HANDLE_MS / theta };
      return lines.impatientLine(source.times(), source.services(), agents, impatience);
    },

    crossTrained: (terms) => cross.crossTrained(terms),
    assignment: (terms) => assignment.meanCosts(terms),
    company: ({ company, terms }) => silo.runCompany(company, terms),
    loadAtEqualP95: ({ company, terms, p95 }) => silo.loadAtEqualP95(company, terms, p95),
  };
}
