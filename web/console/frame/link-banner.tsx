import { useTranslation } from 'react-i18next';
import { useDesk } from '../live/desk.js';
import classes from './link-banner.module.css';

/** Says what is going on with the connection; nothing while all is well. */
export function LinkBanner() {
  const { t } = useTranslation('frame');
  const link = useDesk((desk) => desk.link);
  const waiting = useDesk((desk) => desk.pending.filter((one) => one.failed === null).length);
  return (
    <p id="link-state" role="status" className={classes.banner} hidden={link === 'online'}>
      {link === 'offline' ? t('offline', { count: waiting }) : link === 'connecting' ? t('connecting') : ''}
    </p>
  );
}
