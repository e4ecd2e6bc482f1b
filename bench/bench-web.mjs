// `npm run bench:web`: what the pages cost their visitors and the agents. One run, one machine; `-- --quick` for a short one,
// `-- --json FILE` for machines.
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';
import { raise } from './stage.mjs';
import { measureConsole } from './web/console.mjs';
import { measureWidget } from './web/widget.mjs';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'string' } } });
const stage = await raise();
try {
  const rows = [...(await measureWidget(stage, options)), ...(await measureConsole(stage, options))];
  console.log(`\n${os.cpus().length} cores, ${os.cpus()[0].model}, Node ${process.version}\n`);
  for (const { name, value, unit, target, met, note } of rows)
    console.log(
      `${name.padEnd(24)} ${String(value ?? 'none').padStart(8)} ${unit.padEnd(4)} ${(target ?? '').padEnd(9)} ${met === null ? '   ' : met ? 'met' : 'NOT met'}  ${note}`,
    );
  if (options.json) writeFileSync(options.json, JSON.stringify(rows, null, 2));
} finally {
  await stage.strike();
}
