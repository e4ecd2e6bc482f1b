import { useTranslation } from 'react-i18next';
import type { PromiseView } from '../../../src/contracts/promises.js';
import { fullTime, localeOf } from '../ui/time.js';
import { cityOf, inZone, isZone, ownZone } from './due.js';
import { useKnown } from './known.js';
import rows from './rows.module.css';

/** The zone a promise is read in: the customer's, else the reader's own. */
export function useZone(): string {
  const zone = useKnown().known.customer.timeZone;
  return isZone(zone) ? zone : ownZone();
}

/** When it is due on the customer's own clock; on this screen's clock where one points. */
export function Due({ promise }: { promise: Pick<PromiseView, 'dueAt' | 'zone' | 'state'> }) {
  const { t } = useTranslation('customer');
  const customers = useZone();
  if (!promise.dueAt) return <span className={rows.source}>{t('noDay')}</span>;
  const zone = isZone(promise.zone) ? promise.zone : customers;
  const tone = promise.state === 'overdue' ? 'bad' : promise.state === 'due' ? 'warn' : undefined;
  return (
    <span className={rows.source}>
      <span className={tone && rows.level} data-tone={tone}>
        {promise.state === 'overdue' ? t('overdueSince') : t('due')}{' '}
        <time dateTime={promise.dueAt} title={t('onYourClock', { time: fullTime(promise.dueAt) })}>
          {inZone(promise.dueAt, zone, localeOf())}
        </time>
      </span>
      <span title={zone}>{cityOf(zone)}</span>
    </span>
  );
}
