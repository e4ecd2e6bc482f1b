import { Anchor, Button, Progress, SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConsentsView, ExportView } from '../../../src/contracts/privacy.js';
import { call } from '../live/api.js';
import { isSupervisor, useDesk } from '../live/desk.js';
import { When } from '../ui/time.js';
import { Erase } from './erase.js';
import { useAct, useKnown, useRead } from './known.js';
import { purposesOf } from './purposes.js';
import rows from './rows.module.css';
import { Refused, Section } from './section.js';
import classes from './privacy.module.css';
import { useFolded } from './folded.js';

/** What the customer allows, what we keep of them, and how that ends. */
export function Privacy() {
  const { t } = useTranslation('customer');
  const { customer } = useKnown().known;
  const supervises = useDesk(isSupervisor);
  const isAdmin = useDesk(({ me }) => me?.role === 'admin');
  const [folded] = useFolded('privacy');
  const { data, error, isReading } = useRead<ConsentsView>(folded ? null : `/v1/customers/${customer.id}/consents`);
  return (
    <Section name="privacy" title={t('privacy')} isBusy={isReading}>
      <Refused>{error}</Refused>
      {data && <Consents key={customer.id} consents={data} />}
      {supervises && <Export key={`${customer.id} export`} />}
      {isAdmin && <Erase key={`${customer.id} erase`} />}
    </Section>
  );
}

function Consents({ consents }: { consents: ConsentsView }) {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const { act, isBusy, error } = useAct();
  const [shown, setShown] = useState<Record<string, string>>({});
  useEffect(() => setShown({}), [consents]);
  const say = async (purpose: string, granted: boolean): Promise<void> => {
    setShown({ [purpose]: granted ? 'yes' : 'no' });
    const done = await act(() =>
      call('POST', `/v1/customers/${known.customer.id}/consents`, { purpose, granted, source: 'agent' }),
    );
    if (!done) setShown({});
  };
  return (
    <>
      <ul className={rows.list} aria-label={t('consents')}>
        {purposesOf(consents).map(({ purpose, granted, silence, last }) => (
          <li key={purpose} className={rows.row}>
            <span className={rows.text}>
              {t(`purpose.${purpose}`, purpose)}
              <span className={rows.source}>
                {last ? (
                  <>
                    {t('consentFrom', { source: t(`consentSource.${last.source}`, last.source) })} <When at={last.at} />
                  </>
                ) : (
                  t(`neverAskedConsent.${silence}`)
                )}
              </span>
            </span>
            <SegmentedControl
              size="xs"
              aria-label={t(`purpose.${purpose}`, purpose)}
              disabled={isBusy}
              transitionDuration={0}
              data={[
                { value: 'yes', label: t('yes') },
                { value: 'no', label: t('no') },
              ]}
              // Nothing was said: whatever holds then, nobody chose it.
              value={shown[purpose] ?? (granted === undefined ? '' : granted ? 'yes' : 'no')}
              onChange={(value) => void say(purpose, value === 'yes')}
            />
          </li>
        ))}
      </ul>
      <Refused>{error}</Refused>
    </>
  );
}

const ASK_MS = 1_000;

/** Everything about the customer as an archive: for them to take away, or for whoever must look. */
function Export() {
  const { t } = useTranslation('customer');
  const { customer } = useKnown().known;
  const { act, isBusy, error } = useAct();
  const [view, setView] = useState<ExportView | null>(null);
  const [lost, setLost] = useState<string | null>(null);
  const isRunning = view?.state === 'queued' || view?.state === 'running';
  useEffect(() => {
    if (!isRunning || !view) return;
    const timer = setTimeout(() => {
      call<ExportView>('GET', `/v1/customers/${customer.id}/exports/${view.id}`).then(setView, (reason: Error) =>
        setLost(reason.message),
      );
    }, ASK_MS);
    return () => clearTimeout(timer);
  }, [view, isRunning, customer.id]);
  const ask = (): Promise<boolean> => {
    setLost(null);
    return act(async () => setView(await call<ExportView>('POST', `/v1/customers/${customer.id}/exports`)));
  };
  return (
    <div className={classes.part}>
      <p className={rows.sub}>{t('export')}</p>
      {isRunning && <Progress value={Math.max(5, (view?.progress ?? 0) * 100)} size="sm" aria-label={t('exportRunning')} />}
      {view?.state === 'done' && view.url && (
        <Anchor href={view.url} size="sm" download>
          {t('exportDone', { size: Math.ceil((view.sizeBytes ?? 0) / 1024) })}
        </Anchor>
      )}
      {view?.state === 'failed' && <Refused>{t('exportFailed')}</Refused>}
      {!isRunning && view?.state !== 'done' && (
        <Button size="compact-xs" variant="default" loading={isBusy} onClick={() => void ask()}>
          {t('exportAll')}
        </Button>
      )}
      <Refused>{error ?? lost}</Refused>
    </div>
  );
}
