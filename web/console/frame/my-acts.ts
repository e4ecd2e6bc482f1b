import { useTranslation } from 'react-i18next';
import type { PresenceState } from '../../../src/contracts/words.js';
import { signOut } from '../live/session.js';
import { setPresence } from './presence.js';
import { useShortcuts } from './shortcuts.js';

const keyOf: Record<PresenceState, string> = { available: 'm a', finishing: 'm f', away: 'm w', offline: 'm o' };

/** What a person does with themselves is in the command bar and the list of keys like everything else. */
export function useMyActs(): void {
  const { t } = useTranslation('frame');
  useShortcuts([
    ...(Object.keys(keyOf) as PresenceState[]).map((state) => ({
      keys: keyOf[state],
      name: t('presenceTo', { state: t(`presence.${state}`) }),
      group: t('anywhere'),
      run: () => void setPresence(state),
    })),
    { keys: 'm q', name: t('signOut'), group: t('anywhere'), run: () => void signOut() },
  ]);
}
