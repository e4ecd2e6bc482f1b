// `npm run bench:routing`: what the matcher is worth, in virtual time over the real src/core. The same seeded arrivals through
// this matcher and the policies of the known systems; a team for each channel against one pool; the closed forms; and what a
// pass costs. `-- --quick` within three minutes, `-- --json FILE` for machines.
import { existsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { compare, measureLateBinding, measureLeads, measureRules, printComparison } from './routing/comparison.mjs';
import { compileSimulator } from './routing/compiled.mjs';
import { Crew } from './routing/crew.mjs';
import { measureFormulas } from './routing/formulas.mjs';
import { measureSilos, printSilos } from './routing/silos.mjs';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'string' } } });
const quick = options.quick === true;
const scale = quick ? 1 : 5;

const simulator = await compileSimulator();
const crew = new Crew(simulator.folder);
const rows = [];
try {
  const tables = await told('the comparison', () => compare(crew, { customers: 60_000 * scale }));
  printComparison(tables);
  rows.push(...(await told('one rule at a time', () => measureRules(crew, { customers: 100_000 * scale }))));
  rows.push(...measureLeads(tables));
  rows.push(...(await told('late binding', () => measureLateBinding(crew, { customers: 200_000 * scale }))));
  const silos = await told('silos and one pool', () => measureSilos(crew, { issues: 40_000 * scale }));
  printSilos(silos.companies);
  rows.push(...silos.rows);
  rows.push(...(await told('the formulas', () => measureFormulas(crew, { quick }))));
} finally {
  await crew.dismiss();
  simulator.remove();
}
// Alone at the end: this is the only part where the machine's speed is the figure.
if (existsSync(new URL('./pass.mjs', import.meta.url))) {
  const { measurePass } = await import('./pass.mjs');
  rows.push(...(await told('a pass', () => measurePass({ quick }))));
}
print(rows);
if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit(0);

async function told(what, work) {
  const started = performance.now();
  console.log(`${what} …`);
  const result = await work();
  console.log(`  done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return result;
}

function print(all) {
  console.log(`\n${os.cpus().length} cores, ${os.cpus()[0].model}, Node ${process.version}${quick ? ', short run' : ''}\n`);
  for (const { name, value, unit, target, met, note } of all) {
    const verdict = met === null ? '   ' : met ? 'met' : 'NOT met';
    console.log(
      `${name.padEnd(30)} ${String(value).padStart(9)} ${unit.padEnd(6)} ${(target ?? '').padEnd(11)} ${verdict}  ${note}`,
    );
  }
}
