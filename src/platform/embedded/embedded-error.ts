/** A refusal of the embedded PostgreSQL that its operator can act on: `message` is one plain line, fit to be printed as it is. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** Turns a file system refusal on `path` into one line that says what was tried; other errors pass through. */
export function explainFileError(error: unknown, action: string, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const reasons: Record<string, string> = {
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'there is a file of that name',
  };
  const reason = code === undefined ? undefined : reasons[code];
  return reason === undefined ? error : new EmbeddedPostgresError(`cannot ${action} ${path}: ${reason}`);
}
