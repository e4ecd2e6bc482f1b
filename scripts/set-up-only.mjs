// Installs and builds what is missing, and nothing else: before commands that expect it done (checks, migrations, benches).
import { setUp } from './set-up.mjs';

try {
  await setUp();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
