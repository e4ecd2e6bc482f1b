// What a fresh clone needs before anything can run: the packages of the lockfile, the compiled sources in dist/, and the
// pages in dist-web/.
// Only Node's own modules here: there may be no node_modules yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const projectRoot = join(import.meta.dirname, '..');
/** What is made of what. Each is built aside and put in place whole, with a stamp of the sources it was made of. */
const builds = [
  { what: 'compiling', out: 'dist', from: ['.swcrc', 'package-lock.json', 'src', 'migrations'], make: compile },
  { what: 'building the pages', out: 'dist-web', from: ['package-lock.json', 'web'], make: bundle },
];

/** Installs and builds what is missing or stale; does nothing (in some 50 ms) when all is fresh. Rejects with one plain line. */
export async function setUp() {
  if (!isInstalled()) await install();
  for (const each of builds) {
    const stamp = sourceStamp(each.from);
    if (!isBuilt(each.out, stamp)) await timed(each.what, () => build(each, stamp));
  }
}

/** npm keeps a list of what it installed: compared with the lockfile, so that installing by hand counts too. */
function isInstalled() {
  const wanted = readJson('package-lock.json');
  const found = readJson('node_modules/.package-lock.json');
  if (wanted === undefined) throw new Error('package-lock.json is missing or broken: restore it from the repository');
  if (found === undefined) return false;
  return Object.entries(wanted.packages).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const installed = found.packages[path];
    return installed === undefined ? optional === true : installed.version === version;
  });
}

async function install() {
  // Install scripts stay off: no package needs one to work here, and each is foreign code running at install time.
  // devDependencies always: the compiler is one, and NODE_ENV=production would leave it out.
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const [file, prefix] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  await timed('installing the packages of package-lock.json', () => run(file, [...prefix, ...args]));
}

/** Aside first and then in place, so that two set-ups at once leave one whole tree and never half of each. */
async function build({ out, make }, stamp) {
  const aside = join(projectRoot, `.cache/${out}-${process.pid}`);
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  await make(aside);
  writeFileSync(join(aside, '.stamp'), stamp);
  putInPlace(aside, join(projectRoot, out));
}

/** The compiled tree mirrors the sources (dist/src, dist/migrations), so one relative import serves both. */
async function compile(aside) {
  const swc = join(projectRoot, 'node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const args = ['-d', aside, '--config-file', '.swcrc', '--copy-files', '--ignore', '**/*.spec.ts', '--quiet'];
  await run(process.execPath, [swc, 'src', 'migrations', ...args]);
}

/** In a process of its own: a bundler's memory and threads end with it, before the server begins. */
async function bundle(aside) {
  await run(process.execPath, [join(projectRoot, 'web', 'build.mjs'), aside]);
}

function putInPlace(aside, place) {
  const old = `${aside}-old`;
  for (let attempt = 0; ; attempt++) {
    try {
      if (existsSync(place)) renameSync(place, old);
      renameSync(aside, place);
      break;
    } catch (error) {
      // Another set-up put its tree there in the same moment; it was made of the same sources.
      if (attempt === 5) throw error;
    }
  }
  rmSync(old, { recursive: true, force: true });
}

function isBuilt(out, stamp) {
  const stampFile = join(projectRoot, out, '.stamp');
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
}

/** Content, not times: a checkout touches files without changing them. */
function sourceStamp(from) {
  const hash = createHash('sha1');
  for (const path of from.flatMap(filesIn)) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(projectRoot, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** The files of a folder; a file is its own. */
function filesIn(path) {
  if (!existsSync(join(projectRoot, path))) return [];
  if (statSync(join(projectRoot, path)).isFile()) return [path];
  const entries = readdirSync(join(projectRoot, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(projectRoot.length + 1))
    .sort();
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(projectRoot, path), 'utf8'));
  } catch {
    return undefined;
  }
}

async function timed(what, work) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  console.log(`${what} …`);
  const still = setInterval(() => console.log(`  still ${what} (${seconds()})`), 10_000);
  try {
    await work();
    console.log(`  done in ${seconds()}`);
  } finally {
    clearInterval(still);
  }
}

/** Runs a program to its end; a signal that ends us ends it too. */
export function run(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: projectRoot, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    const stop = (signal) => {
      child.kill(signal);
      child.once('close', () => process.exit(signal === 'SIGINT' ? 130 : 143));
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const release = () => process.off('SIGINT', stop).off('SIGTERM', stop);
    child.once('error', (error) => {
      release();
      reject(new Error(`cannot run ${file}: ${error.message}`));
    });
    child.once('close', (code) => {
      release();
      if (code === 0) resolve();
      else reject(Object.assign(new Error(`${[file, ...args].join(' ')} failed (exit code ${code})`), { code }));
    });
  });
}
