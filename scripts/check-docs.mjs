// Docs that name a file, a folder or an npm script must name one that is there; links between pages must lead somewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { projectRoot } from './set-up.mjs';

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pagesIn('docs')].filter((page) =>
  existsSync(join(projectRoot, page)),
);
const scripts = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).scripts;
const folders = /^(src|test|docs|scripts|web|bench|migrations|\.ci)\//;
const complaints = pages.flatMap(check);
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;
else console.log(`${pages.length} pages name only what is there`);

function pagesIn(folder) {
  if (!existsSync(join(projectRoot, folder))) return [];
  return readdirSync(join(projectRoot, folder), { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((name) => name.endsWith('.md'));
}

function check(page) {
  const text = readFileSync(join(projectRoot, page), 'utf8');
  const named = [...text.matchAll(/`([^`\s]+)`/g)]
    .map((found) => found[1])
    .filter((name) => folders.test(name) && !/[*<>{}…$]|NNNN/.test(name));
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((found) =>
    normalize(join(dirname(page), found[1])),
  );
  const missing = [...new Set([...named.map((name) => name.replace(/:\d+.*$/, '')), ...links])].filter(
    (name) => !existsSync(join(projectRoot, name)),
  );
  const commands = [...text.matchAll(/npm run ([a-z][a-z:-]*)/g)].map((found) => found[1]).filter((name) => !(name in scripts));
  return [
    ...missing.map((name) => `${page}: there is no ${name}`),
    ...[...new Set(commands)].map((name) => `${page}: there is no npm script ${name}`),
  ];
}
