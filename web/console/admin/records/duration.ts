/** A length of time as a number and a unit, which is how people say it; stored in milliseconds. */
export const units = [
  { unit: 's', ms: 1_000 },
  { unit: 'min', ms: 60_000 },
  { unit: 'h', ms: 3_600_000 },
  { unit: 'd', ms: 86_400_000 },
] as const;
export type Unit = (typeof units)[number]['unit'];

export const msOf = (unit: Unit): number => units.find((one) => one.unit === unit)!.ms;

/** In the largest unit that says it without a fraction. */
export function splitDuration(ms: number): { amount: number; unit: Unit } {
  const fits = units.findLast((one) => ms % one.ms === 0 && ms >= one.ms);
  const { unit, ms: each } = fits ?? units[0];
  return { amount: ms / each, unit };
}

export const joinDuration = (amount: number, unit: Unit): number => Math.round(amount * msOf(unit));
