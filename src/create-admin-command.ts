import 'reflect-metadata';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { isEmail } from 'class-validator';
import { hashPassword, PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from './accounts/passwords.js';
import { ConfigError, readConfig } from './config/read-config.js';
import { entities } from './entities.js';
import { createDataSource } from './platform/database/data-source.js';
import { Database } from './platform/database/database.js';
import { isDuplicate } from './platform/database/errors.js';
import { newId } from './platform/ids/new-id.js';
import { projectRoot } from './platform/project-root.js';

const usage = 'npm run create-admin -- --email EMAIL --name NAME   (the password is read from standard input)';

/** `npm run create-admin`: the first account of a fresh deployment; everybody else is made by an admin over the API. */
try {
  process.stdout.write(`${await createAdmin()}\n`);
} catch (error) {
  const isExpected = error instanceof ConfigError || (error as { expected?: boolean }).expected;
  process.stderr.write(`throughline: ${isExpected ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = 1;
}

async function createAdmin(): Promise<string> {
  const { email, name } = readArguments();
  const url = readConfig({ SECRET_KEY: 'not used here, but checked for its length', ...process.env }, projectRoot).databaseUrl;
  if (!url) throw new ConfigError('DATABASE_URL', 'is not set; on the bare machine sign in as one of the demo accounts');
  const password = await readPassword();
  const source = createDataSource({ url, poolSize: 4, entities });
  await source.initialize().catch((error: Error) => {
    throw new ConfigError('DATABASE_URL', `PostgreSQL is not reached (${error.message.split('\n')[0]})`);
  });
  try {
    await new Database(source).run(`INSERT INTO agents (id, email, name, role, password_hash) VALUES ($1, $2, $3, 'admin', $4)`, [
      newId(),
      email,
      name,
      await hashPassword(password),
    ]);
  } catch (error) {
    throw isDuplicate(error) ? expected(`there is an account for ${email} already`) : error;
  } finally {
    await source.destroy();
  }
  return `${name} <${email}> can sign in as admin`;
}

function readArguments(): { email: string; name: string } {
  try {
    const { email, name } = parseArgs({ options: { email: { type: 'string' }, name: { type: 'string' } } }).values;
    if (email && name && isEmail(email) && name.trim()) return { email: email.trim(), name: name.trim() };
  } catch {
    // An unknown option is answered like a missing one.
  }
  throw expected(usage);
}

/** One line of standard input: a password as an argument would stand in the process list. */
async function readPassword(): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdin.isTTY ? process.stdout : undefined });
  const password = process.stdin.isTTY ? await lines.question('password: ') : (await lines[Symbol.asyncIterator]().next()).value;
  lines.close();
  if (typeof password === 'string' && password.length >= PASSWORD_MIN_LENGTH && password.length <= PASSWORD_MAX_LENGTH)
    return password;
  throw expected(`the password needs ${PASSWORD_MIN_LENGTH} to ${PASSWORD_MAX_LENGTH} characters`);
}

function expected(message: string): Error {
  return Object.assign(new Error(message), { expected: true });
}
