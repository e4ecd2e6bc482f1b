/** How much a tile tells: all figures; the two that matter most; or its name, what is wrong and how many wait. */
export type WallForm = 'full' | 'brief' | 'line';

export interface WallLayout {
  columns: number;
  rows: number;
  form: WallForm;
  /** The type size of a tile, in pixels; everything in it is measured in it. */
  unit: number;
  /** How much taller its tiles are than what they need, at most twice: the number that counts takes that room. */
  grow: number;
}

/** What a tile of each form needs, in its own type size, and below which size another form is the better one. */
const forms: readonly { form: WallForm; width: number; height: number; least: number }[] = [
  { form: 'full', width: 20, height: 19, least: 12 },
  { form: 'brief', width: 15, height: 10.6, least: 11 },
  { form: 'line', width: 21, height: 2.1, least: 0 },
];
/** One tile alone would otherwise be all digits. */
const MOST_UNIT = 64;

export const gapOf = (width: number): number => Math.round(Math.max(4, Math.min(18, width * 0.008)));

/** The grid in which so many tiles fill a window without scrolling, with the largest type that fits into it. */
export function layoutOf(count: number, width: number, height: number): WallLayout {
  const gap = gapOf(width);
  const fits = forms.map((form) => best(Math.max(1, count), width, height, gap, form));
  // A large window hangs on a wall: what can be read at a desk is too small from across the room.
  const far = Math.max(1, width / 1400);
  return fits.find(({ unit }, index) => unit >= (forms[index]?.least ?? 0) * far) ?? (fits.at(-1) as WallLayout);
}

function best(count: number, width: number, height: number, gap: number, form: (typeof forms)[number]): WallLayout {
  let found: WallLayout = { columns: 1, rows: count, form: form.form, unit: 0, grow: 1 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const wide = (width - gap * (columns - 1)) / columns / form.width;
    const high = (height - gap * (rows - 1)) / rows / form.height;
    const unit = Math.min(wide, high, MOST_UNIT);
    if (unit <= found.unit) continue;
    const grow = Math.round(Math.min(2, Math.max(1, high / unit)) * 100) / 100;
    found = { columns, rows, form: form.form, unit: Math.floor(unit * 10) / 10, grow };
  }
  return found;
}
