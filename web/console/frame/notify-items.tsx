import { Menu } from '@mantine/core';
import { Bell, Volume2, VolumeX } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { permission, setDesktop, setSound, useWishes } from './notify.js';

/** In the menu of whoever sits here: how they want to be noticed in this browser. */
export function NotifyItems() {
  const { t } = useTranslation('frame');
  const { sound, desktop } = useWishes();
  const [may, setMay] = useState(permission);
  const isOn = desktop && may === 'granted';
  const ask = async (): Promise<void> => {
    await setDesktop(!isOn);
    setMay(permission());
  };
  return (
    <>
      <Menu.Label>{t('notices')}</Menu.Label>
      <Menu.Item
        role="menuitemcheckbox"
        aria-checked={sound}
        closeMenuOnClick={false}
        leftSection={sound ? <Volume2 size={14} /> : <VolumeX size={14} />}
        onClick={() => setSound(!sound)}
      >
        {t(sound ? 'soundOn' : 'soundOff')}
      </Menu.Item>
      {may !== 'unsupported' && (
        <Menu.Item
          role="menuitemcheckbox"
          aria-checked={isOn}
          closeMenuOnClick={false}
          disabled={may === 'denied'}
          leftSection={<Bell size={14} />}
          onClick={() => void ask()}
        >
          {t(may === 'denied' ? 'desktopDenied' : isOn ? 'desktopOn' : may === 'default' ? 'desktopAsk' : 'desktopOff')}
        </Menu.Item>
      )}
    </>
  );
}
