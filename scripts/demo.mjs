// `npm run demo`: plays the story of one customer against a running server (starting one where there is none) over the
// public surface alone, with real sockets and real mail, and prints it. Every run brings customers of its own.
import { projectRoot, setUp } from './set-up.mjs';

try {
  process.chdir(projectRoot);
  await setUp();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
// Only now are the packages certain to be there.
const { playDemo } = await import('./demo/play.mjs');
process.exit(await playDemo(process.env));
