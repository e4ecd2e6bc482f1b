// `npm run migrate`: our migrations and BullMQ's on the database of DATABASE_URL.
import { setUp } from './set-up.mjs';

await setUp();
await import('../dist/src/migrate-command.js');
