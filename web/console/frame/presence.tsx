import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PresenceView } from '../../../src/contracts/views.js';
import type { PresenceState } from '../../../src/contracts/words.js';
import { call } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { sayError } from './say.js';

const states: readonly PresenceState[] = ['available', 'finishing', 'away', 'offline'];

export async function setPresence(state: string | null): Promise<void> {
  try {
    useDesk.setState({ presence: await call<PresenceView>('PUT', '/v1/me/presence', { state }) });
  } catch (error) {
    sayError(error);
  }
}

/** The agent's own state. It shows what is true, not what was wished: a refusal leaves it as it was. */
export function Presence() {
  const { t } = useTranslation('frame');
  const presence = useDesk((desk) => desk.presence);
  return (
    <Select
      id="presence"
      size="xs"
      w={170}
      aria-label={t('myPresence')}
      data={states.map((value) => ({ value, label: t(`presence.${value}`) }))}
      value={presence?.state ?? null}
      onChange={(value) => void setPresence(value)}
      allowDeselect={false}
      comboboxProps={{ withinPortal: false }}
      leftSection={<PresenceDot state={presence?.state} />}
    />
  );
}

const colours: Record<string, string> = {
  available: 'var(--good)',
  finishing: 'var(--warn)',
  away: 'var(--warn)',
  offline: 'var(--quiet)',
};

export function PresenceDot({ state }: { state: string | undefined }) {
  return (
    <svg width="9" height="9" aria-hidden data-presence={state ?? 'unknown'}>
      <circle cx="4.5" cy="4.5" r="4" fill={colours[state ?? ''] ?? 'var(--line)'} />
    </svg>
  );
}
