export interface Choice {
  value: string;
  label: string;
  disabled?: boolean;
}
export interface ChoiceGroup {
  group: string;
  items: readonly Choice[];
}
export type Choices = readonly (Choice | ChoiceGroup)[];

export const flat = (data: Choices): Choice[] => data.flatMap((one) => ('items' in one ? one.items : [one]));

/** Those whose name holds every typed word; what begins with it comes first in its group. */
export function matching(data: Choices, typed: string): (Choice | ChoiceGroup)[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ label }: Choice): boolean => words.every((word) => label.toLowerCase().includes(word));
  const begins = ({ label }: Choice): number => (words[0] && label.toLowerCase().startsWith(words[0]) ? 0 : 1);
  return data.flatMap((one): (Choice | ChoiceGroup)[] => {
    if (!('items' in one)) return fits(one) ? [one] : [];
    const items = one.items.filter(fits).sort((a, b) => begins(a) - begins(b));
    return items.length > 0 ? [{ ...one, items }] : [];
  });
}

/** The next that can be chosen; from -1, the first or the last. The ends hold. */
export function stepTo(choices: readonly Choice[], from: number, by: 1 | -1): number {
  const start = from < 0 && by < 0 ? choices.length : from;
  for (let at = start + by; at >= 0 && at < choices.length; at += by) if (!choices[at]?.disabled) return at;
  return from;
}
