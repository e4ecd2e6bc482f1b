// `npm run replay`: what was decided on a conversation, and why, run again from what is stored.
import { setUp } from './set-up.mjs';

await setUp();
await import('../dist/src/replay-command.js');
