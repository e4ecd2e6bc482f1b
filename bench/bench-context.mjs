// `npm run bench:context`: what knowing a customer costs and how well it is done. Each measure on a server and a database of its
// own; `-- --quick` within three minutes, `-- --only context,repeats` for some of them, `-- --json FILE` for machines.
import { existsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' }, json: { type: 'string' } },
});
const quick = options.quick === true;
const only = options.only?.split(',');

/** Name, file and function of each measure. */
const measures = [
  ['repeats', 'repeats.mjs', 'measureRepeats'],
  ['context', 'context-call.mjs', 'measureContextCall'],
  ['identity', 'identity.mjs', 'measureIdentity'],
  ['search', 'search.mjs', 'measureSearch'],
];

const rows = [];
let failed = false;
for (const [name, file, measure] of measures) {
  const path = join(import.meta.dirname, 'context', file);
  if (!existsSync(path) || (only && !only.includes(name))) continue;
  const begun = performance.now();
  console.log(`${name} …`);
  try {
    rows.push(...(await (await import(path))[measure]({ quick })));
  } catch (error) {
    // One that cannot be taken does not take the others with it, and is not passed over either.
    failed = true;
    rows.push({ name, value: '-', unit: '', target: '', met: false, note: `could not be taken: ${error.message}` });
  }
  console.log(`  done in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}
print(rows);
if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
process.exit(failed ? 1 : 0);

function print(all) {
  console.log(`\n${os.cpus().length} cores, ${os.cpus()[0].model}, Node ${process.version}${quick ? ', short run' : ''}\n`);
  for (const { name, value, unit, target, met, note } of all) {
    const verdict = met === null ? '   ' : met ? 'met' : 'NOT met';
    console.log(
      `${name.padEnd(26)} ${String(value).padStart(9)} ${unit.padEnd(6)} ${(target ?? '').padEnd(9)} ${verdict.padEnd(7)}  ${note}`,
    );
  }
}
