// `npm run create-admin`: the first account of a fresh deployment.
import { setUp } from './set-up.mjs';

await setUp();
await import('../dist/src/create-admin-command.js');
