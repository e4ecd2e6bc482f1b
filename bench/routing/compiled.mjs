// The simulator is TypeScript beside the tests. It is compiled here with the same compiler and settings as the server, into a
// scratch folder of this run alone, so that what is measured is what stands in src/ and not what was last built.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, run, setUp } from '../../scripts/set-up.mjs';

/** Installs what is missing, compiles; gives the folder, and a way to remove it. */
export async function compileSimulator() {
  await setUp();
  // Within the project, so that imports of packages find node_modules.
  const folder = join(projectRoot, '.cache', `bench-routing-${process.pid}`);
  const swc = join(projectRoot, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const args = ['-d', folder, '--config-file', '.swcrc', '--ignore', '**/*.spec.ts', '--quiet'];
  await run(process.execPath, [swc, 'src/core', 'test/simulation', ...args]);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
