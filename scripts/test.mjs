// `npm test`: sets up what is missing, runs every jest project, and ends with one line of counts. Arguments go on to jest.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { projectRoot, run, setUp } from './set-up.mjs';

/** On real servers, with much going on beside them: the only tests that their surroundings alone can make fail. */
const ON_SERVERS = /^test\/(?!simulation\/)/;
/** More than so many failed files are no accident. */
const MOST_AGAIN = 4;

const folder = mkdtempSync(join(tmpdir(), 'throughline-test-'));
let complaint;
let files = [];

try {
  await setUp();
  files = await jest('all', process.argv.slice(2));
  if (process.env.CI !== undefined) files = await onceMore(files);
} catch (error) {
  complaint ??= error.message;
}
rmSync(folder, { recursive: true, force: true });

const { passed, failed, skipped } = count(files);
// In CI nothing may be skipped: a missing redis-server or Chromium would turn half of the proof into silence.
const silenced = skipped > 0 && process.env.CI !== undefined;
if (silenced) console.error('tests were skipped, and in CI none may be');
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 || silenced ? 1 : 0;

/** One run of jest. @returns what became of each file */
async function jest(name, more) {
  const outputFile = join(folder, `${name}.json`);
  const program = join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const fault = await run(process.execPath, [...flags, program, '--json', `--outputFile=${outputFile}`, ...more]).then(
    () => null,
    (error) => error.message,
  );
  let results;
  try {
    results = JSON.parse(readFileSync(outputFile, 'utf8')).testResults;
  } catch {
    throw new Error(fault ?? 'jest left no results');
  }
  // Tests may all pass and the run end badly all the same.
  if (fault !== null && results.every(({ status }) => status === 'passed')) complaint = fault;
  return results.map(({ name: path, status, assertionResults }) => ({
    path: relative(projectRoot, path).replaceAll('\\', '/'),
    status,
    tests: assertionResults.map((test) => test.status),
  }));
}

/**
 * In CI a file on servers that failed runs once more, by itself: what passes then is no proof against a change, but it is unsteady,
 * and is named as that so that it is mended. Everything else that fails has failed.
 */
async function onceMore(all) {
  const failedFiles = all.filter(({ status }) => status === 'failed');
  const again = failedFiles.filter(({ path }) => ON_SERVERS.test(path)).map(({ path }) => path);
  if (again.length === 0 || failedFiles.length > MOST_AGAIN) return all;
  console.log(`\nonce more, by themselves: ${again.join(', ')}`);
  const second = await jest('again', ['--runInBand', '--runTestsByPath', ...again]);
  for (const { path, status } of second)
    if (status === 'passed') console.log(`UNSTEADY ${path}: it failed among the others and passed alone; why stands above`);
  return all.map((file) => second.find(({ path }) => path === file.path) ?? file);
}

/** A test file that could not even load counts as one failure, and so does a run that ends badly for any other reason. */
function count(all) {
  const tests = all.flatMap((file) => file.tests);
  const passedTests = tests.filter((status) => status === 'passed').length;
  const failedTests = tests.filter((status) => status === 'failed').length;
  const broken = all.filter((file) => file.status === 'failed' && !file.tests.includes('failed')).length;
  if (failedTests + broken === 0 && passedTests === 0) complaint ??= 'no test ran';
  const isBad = failedTests + broken === 0 && complaint !== undefined;
  if (isBad) console.error(complaint);
  return {
    passed: passedTests,
    failed: failedTests + broken + (isBad ? 1 : 0),
    skipped: tests.length - passedTests - failedTests,
  };
}
