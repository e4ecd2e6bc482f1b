import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HoursPreviewView, HoursView } from '../../../../src/contracts/routing-views.js';
import { call } from '../../live/api.js';
import { errorLine } from '../../live/problem.js';
import records from '../records/records.module.css';
import classes from './hours.module.css';

const days = 14;

/** When they are open in the next two weeks, as saved: holidays and changes of clocks reckoned in. */
export function Openings({ record }: { record: HoursView }) {
  const { t, i18n } = useTranslation('admin');
  const [spans, setSpans] = useState<HoursPreviewView | null>(null);
  const [error, setError] = useState('');
  useEffect(() => {
    let isGone = false;
    call<HoursPreviewView>('POST', `/v1/hours/${record.id}/preview`, { days }).then(
      (view) => !isGone && setSpans(view),
      (reason: unknown) => !isGone && setError(errorLine(reason)),
    );
    return () => {
      isGone = true;
    };
  }, [record.id, record.version]);

  const locale = i18n.language === 'zh' ? 'zh-CN' : 'en-GB';
  const zone = { timeZone: record.timeZone } as const;
  const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', ...zone });
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...zone });
  return (
    <>
      <h3>{t('hours.next')}</h3>
      <p className={records.hint}>{t('hours.next.hint', { zone: record.timeZone })}</p>
      {error && <p className={records.error}>{error}</p>}
      {spans?.spans.length === 0 && <p>{t('hours.neverSoon')}</p>}
      <ul className={classes.next} aria-label={t('hours.next')}>
        {spans?.spans.map(({ from, to }) => (
          <li key={from}>
            <span>{day.format(new Date(from))}</span> {time.format(new Date(from))}–{time.format(new Date(to))}
          </li>
        ))}
      </ul>
    </>
  );
}
