import type { WallboardQueueView } from '../../../src/contracts/report-views.js';

export type WallTrouble = 'overdue' | 'nobody' | 'due_soon' | 'level_low' | 'paused' | 'closed' | 'well';
export type WallTone = 'bad' | 'warn' | 'plain' | 'good';

const SOON_MS = 120_000;
const LEVEL_WANTED = 0.8;
/** Longer without news, and the figures are no longer to be trusted. */
export const STALE_MS = 20_000;

/** The one word over a queue: the worst that holds. */
export function troubleOf(one: WallboardQueueView, now: number): WallTrouble {
  const dueIn = one.nearestDeadlineAt === null ? Infinity : Date.parse(one.nearestDeadlineAt) - now;
  const isManned = one.agents.available + one.agents.finishing > 0;
  if (dueIn <= 0) return 'overdue';
  if (one.paused) return 'paused';
  if (!one.open) return 'closed';
  if (one.waiting > 0 && !isManned) return 'nobody';
  if (dueIn <= SOON_MS) return 'due_soon';
  if (one.serviceLevel !== null && one.serviceLevel < LEVEL_WANTED) return 'level_low';
  return 'well';
}

export const toneOf = (trouble: WallTrouble): WallTone =>
  trouble === 'overdue' || trouble === 'nobody' ? 'bad' : trouble === 'well' ? 'good' : trouble === 'closed' ? 'plain' : 'warn';

const tones: readonly WallTone[] = ['bad', 'warn', 'good', 'plain'];

/** Trouble at the top left; otherwise the order the server gives stays, so that people find their queue. */
export function onTheWall(queues: readonly WallboardQueueView[], now: number): WallboardQueueView[] {
  const rank = (one: WallboardQueueView): number => tones.indexOf(toneOf(troubleOf(one, now)));
  return [...queues].sort((a, b) => rank(a) - rank(b));
}

/** The token behind the #, which no server and no log sees. */
export const tokenIn = (hash: string): string | null => new URLSearchParams(hash.replace(/^#/, '')).get('token');
