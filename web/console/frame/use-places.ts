import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useDesk } from '../live/desk.js';
import { placesOf } from './places.js';
import { useShortcuts } from './shortcuts.js';

/** Every page is two keys away, from wherever somebody is. */
export function usePlaces(): void {
  const { t } = useTranslation('frame');
  const role = useDesk(({ me }) => me?.role);
  const [, go] = useLocation();
  useShortcuts(
    placesOf(role).flatMap(({ keys, name, href }) => (keys ? [{ keys, name, group: t('pages'), run: () => go(href) }] : [])),
  );
}
