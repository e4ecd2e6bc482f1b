import { Transform } from 'class-transformer';
import { buildMessage, IS_RFC_3339, IsDate, isISO8601, isRFC3339, ValidateBy } from 'class-validator';

/** PostgreSQL knows offsets of less than sixteen hours. */
const OFFSET_TOO_FAR = /[+-](1[6-9]|2\d):\d\d$/;

/**
 * Whether this is an RFC 3339 date and time that exists and that both JavaScript and PostgreSQL read. Weeks and times without
 * minutes, which ISO 8601 knows as well, are none of them.
 */
export const isMoment = (value: unknown): value is string =>
  isRFC3339(value) &&
  isISO8601(value, { strict: true, strictSeparator: true }) &&
  !OFFSET_TOO_FAR.test(value as string) &&
  isStorable(Date.parse(value as string));

/** The year 0 has no place in PostgreSQL, and after 9999 a time is written with more digits than either expects. */
function isStorable(at: number): boolean {
  const year = new Date(at).getUTCFullYear();
  return year >= 1 && year <= 9_999;
}

/** A text that is a time: RFC 3339, with its offset. Every body and query that takes a time as text uses this. */
export const IsMoment = (): PropertyDecorator =>
  ValidateBy({
    name: IS_RFC_3339,
    validator: {
      validate: isMoment,
      defaultMessage: buildMessage((each) => `${each}$property must be a time by RFC 3339, e.g. 2026-01-31T08:00:00Z`),
    },
  });

/** The same for a field that is given on as a `Date`. */
export const Moment = (): PropertyDecorator => (target, property) => {
  IsDate({ message: '$property must be a time by RFC 3339, e.g. 2026-01-31T08:00:00Z' })(target, property);
  // What was sent, not `value`: queries are converted before this sees them, and `new Date` reads much that is no time.
  Transform(({ obj }: { obj: Record<string | symbol, unknown> }) => {
    const sent = obj[property];
    if (sent === undefined || sent === null) return sent;
    return new Date(isMoment(sent) ? sent : NaN);
  })(target, property);
};
