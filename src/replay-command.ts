import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { isUUID } from 'class-validator';
import { ConfigError, readConfig } from './config/read-config.js';
import { entities } from './entities.js';
import { createDataSource } from './platform/database/data-source.js';
import { Database } from './platform/database/database.js';
import { pendingMigrations } from './platform/database/migrate.js';
import { EmbeddedPostgresError } from './platform/embedded/embedded-error.js';
import { openEmbedded, type OpenedDatabase } from './platform/embedded/open-embedded.js';
import { projectRoot } from './platform/project-root.js';
import { decisionText } from './routing/matching/decision-table.js';
import { decisionStory } from './routing/matching/decisions.queries.js';

const usage = 'npm run replay -- CONVERSATION_ID [--json]';

/** A failure that is one line: 2 where the command was given wrongly, 1 where it could not be done. */
class CommandError extends Error {
  constructor(
    readonly exitCode: 1 | 2,
    message: string,
  ) {
    super(message);
  }
}

/** `npm run replay`: every decision on a conversation, run again from what is stored, as a table people read. */
try {
  process.exitCode = await replay();
} catch (error) {
  const isExpected = error instanceof CommandError || error instanceof ConfigError || error instanceof EmbeddedPostgresError;
  process.stderr.write(`throughline: ${isExpected ? error.message : (error as Error).stack}\n`);
  process.exitCode = error instanceof CommandError ? error.exitCode : 1;
}

async function replay(): Promise<0 | 1> {
  const { id, json } = readArguments();
  const opened = await openDatabase();
  const source = createDataSource({ url: opened.url, poolSize: 2, entities });
  try {
    await source.initialize().catch((error: Error) => {
      throw new ConfigError('DATABASE_URL', `PostgreSQL is not reached (${error.message.split('\n')[0]})`);
    });
    if ((await pendingMigrations(source)).length > 0)
      throw new CommandError(1, 'the database is older than this program: run npm run migrate, or start the server once');
    const story = await decisionStory(new Database(source), id);
    if (!story) throw new CommandError(1, `there is no conversation ${id}`);
    const others = story.decisions.filter((one) => one.replay && !one.replay.same).length;
    process.stdout.write(json ? `${JSON.stringify({ ...story, same: others === 0 }, null, 2)}\n` : decisionText(story));
    if (others === 0) return 0;
    process.stderr.write(`throughline: ${others} of ${story.decisions.length} decisions do not replay to the same answer\n`);
    return 1;
  } finally {
    if (source.isInitialized) await source.destroy();
    await opened.close();
  }
}

function readArguments(): { id: string; json: boolean } {
  let given: { positionals: string[]; values: { json?: boolean } };
  try {
    given = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true });
  } catch {
    throw new CommandError(2, usage);
  }
  const [id, ...more] = given.positionals;
  if (id === undefined || more.length > 0) throw new CommandError(2, usage);
  if (!isUUID(id)) throw new CommandError(2, `${JSON.stringify(id)} is not the id of a conversation (a UUID)`);
  return { id: id.toLowerCase(), json: given.values.json === true };
}

/** The database of DATABASE_URL, else the embedded one, whether or not its server runs. What it says goes to stderr. */
function openDatabase(): Promise<OpenedDatabase> {
  const config = readConfig({ SECRET_KEY: 'not used here, but checked for its length', ...process.env }, projectRoot);
  if (config.databaseUrl) return Promise.resolve({ url: config.databaseUrl, close: () => Promise.resolve() });
  return openEmbedded(`${config.dataDir}/postgres`, (line) => process.stderr.write(`  ${line}\n`));
}
