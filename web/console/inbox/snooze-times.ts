export const snoozeChoices = ['minutes20', 'hour', 'tomorrow', 'monday'] as const;
export type SnoozeChoice = (typeof snoozeChoices)[number];

const MORNING = 9;

/** What is offered: on a Sunday tomorrow is the next Monday, and one of the two is enough. */
export function choicesAt(now: number): SnoozeChoice[] {
  const isOnce = snoozeUntil('tomorrow', now).getTime() === snoozeUntil('monday', now).getTime();
  return snoozeChoices.filter((choice) => choice !== 'monday' || !isOnce);
}

/** When a choice ends, in the agent's own time zone. `now` is by the server's clock. */
export function snoozeUntil(choice: SnoozeChoice, now: number): Date {
  const at = new Date(now);
  switch (choice) {
    case 'minutes20':
      return new Date(now + 20 * 60_000);
    case 'hour':
      return new Date(now + 60 * 60_000);
    case 'tomorrow':
      return new Date(at.getFullYear(), at.getMonth(), at.getDate() + 1, MORNING);
    case 'monday':
      // On a Monday the next one is meant.
      return new Date(at.getFullYear(), at.getMonth(), at.getDate() + ((8 - at.getDay()) % 7 || 7), MORNING);
  }
}

/** What a field for date and time holds for a moment: local time, to the minute. */
export function asFieldValue(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
