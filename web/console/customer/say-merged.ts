import { say, sayError } from '../frame/say.js';
import { call } from '../live/api.js';
import { words } from '../words.js';

async function takeBack(mergeId: string, refresh: () => Promise<void>): Promise<void> {
  try {
    await call('POST', `/v1/merges/${mergeId}/undo`);
    say(words.t('customer:unmerged'), 'good');
    await refresh();
  } catch (error) {
    sayError(error);
  }
}

/** Says that two are one now, with the way back beside it. */
export function sayMerged(mergeId: string, refresh: () => Promise<void>): void {
  say(words.t('customer:merged'), 'good', () => void takeBack(mergeId, refresh));
}
