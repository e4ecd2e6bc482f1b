import { Spotlight, type SpotlightActionData, spotlight } from '@mantine/spotlight';
import { useTranslation } from 'react-i18next';
import { useShortcuts, useShortcutTable } from './shortcuts.js';

export const openCommandBar = spotlight.open;

/** Find something or do something: every act that has a key, and what the server's search finds. */
export function CommandBar() {
  const { t } = useTranslation('frame');
  const rows = useShortcutTable((table) => table.rows);
  useShortcuts([{ keys: 'mod+k', name: t('searchOrDo'), group: t('anywhere'), run: spotlight.open }]);
  const actions: SpotlightActionData[] = rows
    .filter((row) => row.keys !== 'mod+k')
    .map((row) => ({ id: row.keys + row.name, label: row.name, description: row.group, onClick: row.run }));
  return (
    <Spotlight
      actions={actions}
      shortcut={null}
      lockScroll={false}
      nothingFound={t('nothingFound')}
      highlightQuery
      searchProps={{ placeholder: t('searchOrDo'), 'aria-label': t('searchOrDo') }}
    />
  );
}
