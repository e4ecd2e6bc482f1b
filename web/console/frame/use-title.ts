import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../live/desk.js';

/** The tab says what waits: an offer, or how many unread messages. */
export function useTitle(): void {
  const { t } = useTranslation('frame');
  const offers = useDesk((desk) => desk.offers.size);
  const unread = useDesk((desk) => [...desk.unread.values()].reduce((sum, count) => sum + count, 0));
  useEffect(() => {
    document.title = `${offers > 0 ? `${t('offerMark')} ` : unread > 0 ? `(${unread}) ` : ''}Throughline`;
  }, [offers, unread, t]);
}
