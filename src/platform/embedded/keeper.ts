import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { program } from './binaries.js';
import type { Placement } from './placement.js';
import { commandAs } from './run-as.js';

/**
 * The keeper: a small process in a session of its own that starts PostgreSQL and stops it (SIGINT: fast shutdown) when the pipe from
 * the server closes, which the kernel does also after a kill -9. Being in another session, neither of them hears Ctrl-C or a signal
 * meant for the server, so PostgreSQL lives until the server has drained.
 * A shell script because it costs 1 MB instead of Node's 40, starts at once, and is the same text from sources and from dist/.
 * PostgreSQL gets no hold of the pipe; the subshell waits for its end in the builtin `read` and dies with PostgreSQL.
 */
const script = `
exec 3<&0 </dev/null
"$@" 3<&- &
postgres=$!
{ read -r closed <&3; kill -INT "$postgres"; } 2>/dev/null &
watcher=$!
trap 'kill -INT "$postgres" 2>/dev/null' HUP INT TERM
wait "$postgres"
code=$?
while kill -0 "$postgres" 2>/dev/null; do wait "$postgres"; code=$?; done
kill "$watcher" 2>/dev/null
exit "$code"
`;

/** A running keeper. */
export interface Keeper {
  /** Settled with PostgreSQL's exit code (null when the keeper itself was killed). */
  exited: Promise<number | null>;
  hasExited(): boolean;
  /** Closes the pipe: PostgreSQL shuts down fast. */
  release(): void;
}

/** Starts PostgreSQL under a keeper. Neither keeps this process from ending. `logFd` receives what PostgreSQL prints. */
export function spawnKeeper(placement: Placement, args: string[], logFd: number): Keeper {
  const words = ['-c', script, 'throughline-postgres-keeper', program(placement.root, 'postgres'), ...args];
  const command = commandAs(placement.runAs, '/bin/sh', words);
  const child = spawn(command.file, command.args, { ...command.options, detached: true, stdio: ['pipe', logFd, logFd] });
  const pipe = child.stdin as unknown as Socket;
  pipe.on('error', () => undefined); // the keeper died first: its exit tells the same
  pipe.unref();
  child.unref();
  let ended = false;
  const exited = exitOf(child);
  void exited.then(() => (ended = true));
  return {
    exited,
    hasExited: () => ended,
    release: () => {
      child.ref(); // whoever stops waits for the end
      pipe.destroy();
    },
  };
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('exit', (code) => resolve(code));
  });
}
