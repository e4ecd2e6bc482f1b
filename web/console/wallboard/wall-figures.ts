import type { WallboardQueueView } from '../../../src/contracts/report-views.js';

export type WallTrouble = 'overdue' | 'nobody' | 'due_soon' | 'level_low' | 'paused' | 'closed' | 'empty' | 'well';
export type WallTone = 'bad' | 'warn' | 'plain' | 'good';

const SOON_MS = 120_000;
const LEVEL_WANTED = 0.8;
/** Longer without news, and the figures are no longer to be trusted. */
export const STALE_MS = 20_000;

/** The words over a queue, the cause before what comes of it: who reads only *overdue* looks for the wrong thing. */
export function troublesOf(one: WallboardQueueView, now: number): WallTrouble[] {
  const dueIn = one.nearestDeadlineAt === null ? Infinity : Date.parse(one.nearestDeadlineAt) - now;
  const cause = causeOf(one, dueIn < Infinity);
  const effect: WallTrouble | null = dueIn <= 0 ? 'overdue' : dueIn <= SOON_MS ? 'due_soon' : null;
  const found = [cause, effect].filter((word) => word !== null);
  if (found.length > 0) return found;
  return [one.serviceLevel !== null && one.serviceLevel < LEVEL_WANTED ? 'level_low' : 'well'];
}

/** Why nobody is served here. *Empty*: nobody is there, and nobody misses them. */
function causeOf(one: WallboardQueueView, hasDue: boolean): WallTrouble | null {
  if (one.paused) return 'paused';
  if (!one.open) return 'closed';
  if (one.agents.available + one.agents.finishing > 0) return null;
  return one.waiting > 0 || hasDue ? 'nobody' : 'empty';
}

const toneOfWord: Record<WallTrouble, WallTone> = {
  ...{ overdue: 'bad', nobody: 'bad', due_soon: 'warn', level_low: 'warn', paused: 'warn' },
  ...{ closed: 'plain', empty: 'plain', well: 'good' },
};

/** As bad as the worst of the words. */
export const toneOf = (troubles: readonly WallTrouble[]): WallTone => {
  const found = troubles.map((word) => toneOfWord[word]);
  return (['bad', 'warn', 'plain', 'good'] as const).find((tone) => found.includes(tone)) ?? 'good';
};

const tones: readonly WallTone[] = ['bad', 'warn', 'good', 'plain'];

/** Trouble at the top left; otherwise the order the server gives stays, so that people find their queue. */
export function onTheWall(queues: readonly WallboardQueueView[], now: number): WallboardQueueView[] {
  const rank = (one: WallboardQueueView): number => tones.indexOf(toneOf(troublesOf(one, now)));
  return [...queues].sort((a, b) => rank(a) - rank(b));
}

/** The token behind the #, which no server and no log sees. */
export const tokenIn = (hash: string): string | null => new URLSearchParams(hash.replace(/^#/, '')).get('token');
