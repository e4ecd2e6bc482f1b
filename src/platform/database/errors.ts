/** SQLSTATE classes and driver codes that mean "the database is away", not "the statement is wrong". */
const awayStates = /^(08|53|57P0[123]|25P03)/;
const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

interface CodedError {
  code?: string;
  constraint?: string;
  message?: string;
}

/** True where a later try may succeed because the database was out of reach: 503, 451, keep the row. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message } = (error ?? {}) as CodedError;
  if (code) return awayStates.test(code) || awayCodes.has(code);
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    message ?? '',
  );
}

/** True where a text holds a character that PostgreSQL cannot store (NUL). */
export const isUnstorableText = (error: unknown): boolean => ['22021', '22P05'].includes((error as CodedError)?.code ?? '');

/** True where PostgreSQL ended one of two transactions so that the other could go on. */
export const isSerializationTrouble = (error: unknown): boolean => ['40001', '40P01'].includes((error as CodedError)?.code ?? '');

/** True where a row names one that is not there (any more), or is named by one that is still there. */
export const isBrokenReference = (error: unknown): boolean => (error as CodedError)?.code === '23503';

/** True where something was to be written about a customer who was erased: the database's own answer, see the migration. */
export const isAboutErased = (error: unknown): boolean => (error as CodedError)?.code === 'TL001';

/** True where a unique index refused the row; `constraint` narrows it to one index. */
export function isDuplicate(error: unknown, constraint?: string): boolean {
  const coded = (error ?? {}) as CodedError;
  return coded.code === '23505' && (!constraint || coded.constraint === constraint);
}
