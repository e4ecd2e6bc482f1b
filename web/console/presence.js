import { call } from './api.js';
import { find } from './dom.js';
import { sayError } from './say.js';
import { changed, on, state } from './store.js';

/** The agent's own state, in the bar. */
export function startPresence() {
  const select = find('#presence');
  const mark = find('#presence-mark');
  select.addEventListener('change', async () => {
    try {
      const answer = await call('PUT', '/v1/me/presence', { state: select.value });
      state.presence = answer.presence ?? answer;
    } catch (error) {
      sayError(error);
    }
    // Also after a refusal: the control shows what is true, not what was wished.
    changed('presence');
  });
  on(['presence', 'me'], () => {
    // Before the first answer nothing is claimed.
    select.value = state.presence?.state ?? '';
    mark.className = `dot presence-${state.presence?.state ?? 'unknown'}`;
  });
}
