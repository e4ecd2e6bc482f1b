import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { StatusMark } from '../ui/marks.js';
import { useKnown } from './known.js';
import rows from './rows.module.css';
import { spelled } from './fact-rows.js';
import { Quiet, Section } from './section.js';
import { Source } from './source.js';

/** What else they wrote about: what is open beside this, then what is over. */
export function Past() {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const open = known.conversations.open.filter(({ id }) => id !== known.conversation?.id);
  const past = known.conversations.past.filter(({ id }) => id !== known.conversation?.id);
  return (
    <Section name="past" title={t('past')} count={open.length + past.length}>
      {open.length + past.length === 0 && <Quiet>{t('noPast')}</Quiet>}
      <ul className={rows.list} aria-label={t('past')}>
        {open.map((one) => (
          <li key={one.id}>
            <Link href={`/c/${one.id}`} className={`${rows.link} user-text`}>
              {one.subject ?? t('openOne')}
            </Link>{' '}
            <StatusMark status={one.status} />
            <Source channel={one.channel} by={one.assignee?.name ?? null} at={one.openedAt} />
          </li>
        ))}
        {past.map((one) => (
          <li key={one.id}>
            <Link href={`/c/${one.id}`} className={`${rows.link} user-text`}>
              {one.subject ?? t('closedOne')}
            </Link>{' '}
            {one.outcome && (
              <span className={`${rows.level} user-text`}>{t(`inbox:outcome.${one.outcome}`, spelled(one.outcome))}</span>
            )}
            <Source channel={one.channel} by={one.agent?.name ?? null} at={one.closedAt} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
