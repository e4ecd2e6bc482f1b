import { Menu } from '@mantine/core';
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
      <Menu.CheckboxItem checked={sound} onChange={setSound}>
        {t('sounds')}
      </Menu.CheckboxItem>
      {may !== 'unsupported' && (
        <Menu.CheckboxItem checked={isOn} disabled={may === 'denied'} onChange={() => void ask()}>
          {t(may === 'denied' ? 'desktopDenied' : may === 'default' ? 'desktopAsk' : 'desktop')}
        </Menu.CheckboxItem>
      )}
    </>
  );
}
