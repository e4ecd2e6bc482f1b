// `npm test`: sets up what is missing, runs every jest project, and ends with one line of counts. Arguments go on to jest.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot, run, setUp } from './set-up.mjs';

const folder = mkdtempSync(join(tmpdir(), 'throughline-test-'));
const outputFile = join(folder, 'results.json');
let complaint;

try {
  await setUp();
  const jest = join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  await run(process.execPath, [...flags, jest, '--json', `--outputFile=${outputFile}`, ...process.argv.slice(2)]);
} catch (error) {
  complaint = error.message;
}

const { passed, failed, skipped } = count();
rmSync(folder, { recursive: true, force: true });
// In CI nothing may be skipped: a missing redis-server or Chromium would turn half of the proof into silence.
const silenced = skipped > 0 && process.env.CI !== undefined;
if (silenced) console.error('tests were skipped, and in CI none may be');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 || silenced ? 1 : 0;

/** A test file that could not even load counts as one failure, and so does a run that ends badly for any other reason. */
function count() {
  let results;
  try {
    results = JSON.parse(readFileSync(outputFile, 'utf8'));
  } catch {
    results = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0, numPendingTests: 0, numTodoTests: 0 };
  }
  const passed = results.numPassedTests;
  const skipped = results.numPendingTests + results.numTodoTests;
  let failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  if (failed === 0 && passed === 0) complaint ??= 'no test ran';
  if (failed === 0 && complaint !== undefined) {
    console.error(complaint);
    failed = 1;
  }
  return { passed, failed, skipped };
}
