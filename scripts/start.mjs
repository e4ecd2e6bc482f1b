// `npm start`: sets up what is missing, then becomes the server. The server runs in this very process (npm has `exec`ed it), so that
// a signal sent to what was started reaches the server itself; from then on signals and exit codes are the server's own.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { projectRoot, setUp } from './set-up.mjs';

try {
  await setUp();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(projectRoot, 'dist', 'src', 'main.js')).href);
