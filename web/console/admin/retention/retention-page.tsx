import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RetentionRuleView } from '../../../../src/contracts/privacy.js';
import { say, sayError } from '../../frame/say.js';
import { call } from '../../live/api.js';
import { errorLine } from '../../live/problem.js';
import { When } from '../../ui/time.js';
import { wrapperOrder } from '../records/fields.js';
import { readRecords, useRecords } from '../records/records.js';
import classes from './retention.module.css';

const path = '/v1/retention-rules';

/** How long each kind of data is kept. What would go is counted before anything is set, and nothing goes without a yes. */
export function RetentionPage() {
  const { t } = useTranslation('admin');
  const { records, error } = useRecords(path);
  const rules = records as unknown as readonly RetentionRuleView[] | null;
  return (
    <main className={classes.page} aria-labelledby="retention-title">
      <h1 id="retention-title">{t('section.retention')}</h1>
      <p className={classes.hint}>{t('retention.about')}</p>
      {error && <p className={classes.error}>{error}</p>}
      {rules?.map((rule) => (
        <Rule key={`${rule.kind} ${rule.version} ${rule.days}`} rule={rule} />
      ))}
      <h2>{t('retention.consents')}</h2>
      <p className={classes.hint}>{t('retention.consents.about')}</p>
      <ul>
        {['service', 'pages', 'marketing', 'profiling', 'recording'].map((purpose) => (
          <li key={purpose}>
            <strong>{t(`consent.${purpose}`)}</strong>: {t(`consent.${purpose}.means`)}
          </li>
        ))}
      </ul>
    </main>
  );
}

function Rule({ rule }: { rule: RetentionRuleView }) {
  const { t } = useTranslation('admin');
  const [days, setDays] = useState<number | ''>(rule.days ?? '');
  /** How many would go, once that was asked. */
  const [due, setDue] = useState<number | null>(null);
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  const name = t(`retention.kind.${rule.kind}`);
  const isChanged = days !== (rule.days ?? '');

  const put = async (to: { days: number; enabled?: boolean } | null): Promise<void> => {
    if (to) await call('PUT', `${path}/${rule.kind}`, to);
    else await call('DELETE', `${path}/${rule.kind}`);
    await readRecords(path);
  };
  const before = rule.days === null ? null : { days: rule.days, enabled: rule.enabled };
  const act = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      await work();
    } catch (reason) {
      setError(errorLine(reason));
    } finally {
      setBusy(false);
    }
  };
  const count = (): Promise<void> =>
    act(async () => setDue((await call<RetentionRuleView>('PUT', `${path}/${rule.kind}?dryRun=true`, { days })).due));
  const set = (): Promise<void> =>
    act(async () => {
      await put(days === '' ? null : { days });
      setDue(null);
      say(t('saved'), 'good', () => void put(before).catch(sayError));
    });

  return (
    <form
      className={classes.rule}
      onSubmit={(event) => {
        event.preventDefault();
        void (days === '' || due !== null ? set() : count());
      }}
    >
      <NumberInput
        label={name}
        description={t(`retention.kind.${rule.kind}.means`)}
        placeholder={t('retention.forEver')}
        suffix={t('retention.days')}
        min={1}
        max={36_500}
        clampBehavior="none"
        error={error}
        inputWrapperOrder={wrapperOrder}
        value={days}
        onChange={(value) => {
          setDays(value === '' ? '' : Number(value));
          setDue(null);
        }}
      />
      <div className={classes.acts} role="status">
        {!isChanged && rule.days !== null && (
          <span className={classes.hint}>
            {t('retention.dueNow', { count: rule.due })}
            {rule.lastRunAt && (
              <>
                {' · '}
                {t('retention.lastRun', { count: rule.removed })} <When at={rule.lastRunAt} />
              </>
            )}
          </span>
        )}
        {isChanged && due === null && (
          <Button type="submit" variant="default" size="compact-sm" loading={isBusy}>
            {t(days === '' ? 'retention.keepForEver' : 'retention.count')}
          </Button>
        )}
        {isChanged && due !== null && (
          <>
            <span>{t('retention.wouldGo', { count: due })}</span>
            <Button type="submit" size="compact-sm" color={due > 0 ? 'red' : undefined} loading={isBusy}>
              {t('retention.set')}
            </Button>
          </>
        )}
        {isChanged && (
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => {
              setDays(rule.days ?? '');
              setDue(null);
              setError('');
            }}
          >
            {t('discard')}
          </Button>
        )}
      </div>
    </form>
  );
}
