// Rows as in bench.mjs: {name, value, unit, target, met, note}.

/** `target` reads '>= 2.4' or '<= 1.02'; null for a figure that is only told. */
export function row(name, value, unit, target, note) {
  return {
    name,
    value: Math.round(value * 10_000) / 10_000,
    unit,
    target,
    met: target === null ? null : holds(value, target),
    note,
  };
}

function holds(value, target) {
  const [sign, bound] = target.split(' ');
  return sign === '>=' ? value >= Number(bound) : value <= Number(bound);
}

/** A figure that ought to be `expected`, give or take a share of it. */
export function within(name, value, unit, expected, tolerance, note) {
  const met = Math.abs(value / expected - 1) <= tolerance;
  return { ...row(name, value, unit, null, note), target: `${expected} ±${tolerance * 100}%`, met };
}

/** The figure of a group that lies furthest from what it should be: each case is {of, value, expected}. */
export function furthest(name, tolerance, cases, note) {
  const off = ({ value, expected }) => Math.abs(value / expected - 1);
  const worst = cases.reduce((most, one) => (off(one) > off(most) ? one : most));
  const told = `largest deviation of ${cases.length} figures: ${worst.of} gives ${worst.value.toFixed(4)} for ${worst.expected}; ${note}`;
  return row(name, off(worst), 'share', `<= ${tolerance}`, told);
}
