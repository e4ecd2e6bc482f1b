/** Settings of a small machine that must not lose an acknowledged message. Tests may lower durability, production never does. */
const defaults: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  max_connections: '100',
  shared_buffers: '128MB',
  // Short queries only: compiling a plan costs more than it saves.
  jit: 'off',
  // Reads come from memory here; three more worker processes would only cost memory.
  io_method: 'sync',
  // Checkpoints and connections are no news; slow statements and errors are.
  log_checkpoints: 'off',
  log_min_duration_statement: '1000',
  log_line_prefix: '%m [%p] ',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
};

const careless: Record<string, string> = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/** What a caller may choose about the server's settings. */
export interface SettingsOptions {
  port: number;
  /** false lets PostgreSQL lose data when the machine fails: for tests only. Default true. */
  fsync?: boolean;
  /** Any further PostgreSQL settings; they win over the defaults. */
  settings?: Record<string, string>;
}

/** The command line arguments of `postgres` after the program itself. */
export function serverArguments(dataDir: string, options: SettingsOptions): string[] {
  const chosen = { ...defaults, ...(options.fsync === false ? careless : {}), ...options.settings, port: String(options.port) };
  return ['-D', dataDir, ...Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** The arguments of `initdb`. Encoding and locale are given in full: with LANG unset it would choose SQL_ASCII and break Chinese text. */
export function initArguments(dataDir: string, user: string, passwordFile: string): string[] {
  return [
    ...['-D', dataDir, '-U', user, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
    ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    // Synced as a whole afterwards: one pass over the files instead of many waits.
    ...['--no-instructions', '--no-sync'],
  ];
}
