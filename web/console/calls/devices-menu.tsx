import { ActionIcon, NativeSelect, Popover } from '@mantine/core';
import { Settings2 } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './calls.module.css';
import { choose, readDevices, useDevices } from './devices.js';
import { applyDevices } from './talk.js';

/** Which microphone and which loudspeaker; remembered, and changed in the middle of a call without the customer noticing. */
export function DevicesMenu() {
  const { t } = useTranslation('calls');
  const { microphones, speakers, microphone, speaker } = useDevices();
  useEffect(() => {
    void readDevices();
    const again = (): void => void readDevices();
    navigator.mediaDevices?.addEventListener('devicechange', again);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', again);
  }, []);
  const options = (devices: readonly MediaDeviceInfo[]) => [
    { value: '', label: t('usual') },
    ...devices.map(({ deviceId, label }) => ({ value: deviceId, label })),
  ];
  const known = (id: string, devices: readonly MediaDeviceInfo[]): string =>
    devices.some(({ deviceId }) => deviceId === id) ? id : '';
  return (
    <Popover position="top" withinPortal={false} trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={t('devices')} title={t('devices')}>
          <Settings2 size={15} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.fields}>
          <NativeSelect
            size="xs"
            label={t('microphone')}
            data={options(microphones)}
            value={known(microphone, microphones)}
            onChange={({ currentTarget }) => {
              choose({ microphone: currentTarget.value });
              void applyDevices(true);
            }}
          />
          {speakers.length > 0 && (
            <NativeSelect
              size="xs"
              label={t('speaker')}
              data={options(speakers)}
              value={known(speaker, speakers)}
              onChange={({ currentTarget }) => {
                choose({ speaker: currentTarget.value });
                void applyDevices(false);
              }}
            />
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
