/** The wall clock of a zone at a moment, as a `datetime-local` field has it: `2026-03-01T09:30`. */
export function wallClock(at: string | number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const),
  }).formatToParts(new Date(at));
  const of = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}

/**
 * The moment at which a zone's clock shows this. An hour that a change of clocks leaves out is the one after it; of one that
 * comes twice the first counts, as in promises that are read in replies.
 */
export function momentOf(wall: string, zone: string): string | null {
  const asUtc = Date.parse(`${wall}:00Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall) || Number.isNaN(asUtc)) return null;
  const offsetAt = (at: number): number => Date.parse(`${wallClock(at, zone)}:00Z`) - Math.floor(at / 60_000) * 60_000;
  const day = 86_400_000;
  const tries = [asUtc - offsetAt(asUtc - day), asUtc - offsetAt(asUtc + day)];
  const fitting = tries.filter((at) => wallClock(at, zone) === wall);
  return new Date(Math.min(...(fitting.length > 0 ? fitting : [Math.max(...tries)]))).toISOString();
}

export function isZone(zone: string | null | undefined): zone is string {
  if (!zone) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `Europe/Berlin` → `Berlin`. */
export const cityOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replace(/_/g, ' ');

/** A moment on the clock of a zone, in the reader's language. */
export function inZone(at: string, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    hourCycle: 'h23',
    ...({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const),
  }).format(new Date(at));
}
