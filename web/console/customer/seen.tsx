import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TouchpointView } from '../../../src/contracts/touchpoints.js';
import { When } from '../ui/time.js';
import { plain, spelled } from './fact-rows.js';
import { useKnown } from './known.js';
import rows from './rows.module.css';
import classes from './seen.module.css';
import { Quiet, Section } from './section.js';

/** Pages they let us know of: the one they are on, and those before. */
export function Pages() {
  const { t } = useTranslation('customer');
  const { current, last } = useKnown().known.pages;
  return (
    <Section name="pages" title={t('pages')} count={last.length}>
      {last.length === 0 && <Quiet>{t('noPages')}</Quiet>}
      <ul className={rows.list} aria-label={t('pages')}>
        {last.map((one) => {
          const isCurrent = current !== null && one.url === current.url && one.at === current.at;
          return (
            <li key={one.url + one.at} title={one.url}>
              <span className="user-text">{one.title ?? one.url}</span>
              <span className={rows.source}>
                {isCurrent && (
                  <span className={rows.level} data-tone="good">
                    {t('now')}
                  </span>
                )}
                <span className={classes.address}>{one.url}</span>
                <When at={one.lastSeenAt} />
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

const AT_ONCE = 10;

/** What other systems saw of them, the latest first. */
export function Touchpoints() {
  const { t } = useTranslation('customer');
  const { touchpoints } = useKnown().known.thread;
  const [isAll, setAll] = useState(false);
  const latest = touchpoints.toReversed();
  return (
    <Section name="touchpoints" title={t('touchpoints')} count={latest.length}>
      {latest.length === 0 && <Quiet>{t('noTouchpoints')}</Quiet>}
      <ol className={classes.line} aria-label={t('touchpoints')}>
        {(isAll ? latest : latest.slice(0, AT_ONCE)).map((one) => (
          <Step key={one.id} step={one} />
        ))}
      </ol>
      {latest.length > AT_ONCE && (
        <button type="button" className={rows.link} onClick={() => setAll(!isAll)}>
          {isAll ? t('showFewer') : t('showAll', { count: latest.length })}
        </button>
      )}
    </Section>
  );
}

function Step({ step }: { step: TouchpointView }) {
  const data = Object.entries(step.data);
  return (
    <li data-primary={step.primary}>
      <span className="user-text">{step.title ?? spelled(step.kind)}</span>
      <span className={rows.source}>
        <span className="user-text">{step.source}</span>
        {step.channel && <span className="user-text">{step.channel}</span>}
        <When at={step.occurredAt} />
      </span>
      {data.length > 0 && (
        <span className={`${rows.source} user-text`}>
          {data.map(([key, value]) => `${spelled(key)}: ${plain(value)}`).join(' · ')}
        </span>
      )}
    </li>
  );
}
