import { Button, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoutingDryRunView, RoutingRuleView } from '../../../../src/contracts/rule-views.js';
import { call } from '../../live/api.js';
import { errorLine } from '../../live/problem.js';
import { useAgentChoices, useInboxChoices, useLanguageChoices } from '../choices.js';
import { useDraftAt } from '../records/form-context.js';
import { Pair } from '../records/more.js';
import { useRecords } from '../records/records.js';
import { rulesWith } from './draft-order.js';
import classes from './dry-run.module.css';

interface Sample {
  inboxId: string | null;
  text: string;
  tier: string;
  locale: string | null;
  tags: string[];
}

/** What the rules would do with a made-up conversation, this one as it is typed; nothing is saved. */
export function DryRun({ id }: { id: string | null }) {
  const { t } = useTranslation('admin');
  const draft = useDraftAt();
  const { records } = useRecords<RoutingRuleView>('/v1/routing-rules');
  const inboxes = useInboxChoices();
  const [sample, setSample] = useState<Sample>({ inboxId: null, text: '', tier: '', locale: null, tags: [] });
  const [answer, setAnswer] = useState<{ said: RoutingDryRunView; at: number } | null>(null);
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  const outcome = useRef<HTMLDivElement>(null);
  // The acts at the foot of the form would lie over it.
  useEffect(() => {
    if (answer || error) outcome.current?.scrollIntoView({ block: 'nearest' });
  }, [answer, error]);
  const inboxId = sample.inboxId ?? inboxes[0]?.value ?? null;
  const put = (change: Partial<Sample>): void => setSample({ ...sample, ...change });

  const run = async (): Promise<void> => {
    setBusy(true);
    setError('');
    const { text, tier, locale, tags } = sample;
    const customer = { ...(tier ? { tier } : {}), ...(locale ? { locale } : {}) };
    const { rules, at } = rulesWith(records ?? [], id, draft);
    try {
      const body = { sample: { inboxId, text, tags, customer }, rules };
      setAnswer({ said: await call<RoutingDryRunView>('POST', '/v1/routing-rules/dry-run', body), at });
    } catch (reason) {
      setAnswer(null);
      setError(errorLine(reason));
    } finally {
      setBusy(false);
    }
  };

  return (
    <fieldset className={classes.try}>
      <legend>{t('rules.try')}</legend>
      <p>{t('rules.try.hint')}</p>
      <Pair>
        <Select
          label={t('rules.try.inbox')}
          data={inboxes}
          value={inboxId}
          allowDeselect={false}
          onChange={(value) => put({ inboxId: value })}
        />
        <TextInput
          label={t('rules.try.tier')}
          value={sample.tier}
          onChange={(event) => put({ tier: event.currentTarget.value })}
        />
        <Select
          label={t('rules.try.locale')}
          data={useLanguageChoices()}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('clear') }}
          value={sample.locale}
          onChange={(locale) => put({ locale })}
        />
        <TagsInput label={t('rules.try.tags')} value={sample.tags} onChange={(tags) => put({ tags })} />
      </Pair>
      <Textarea
        label={t('rules.try.text')}
        autosize
        minRows={2}
        value={sample.text}
        onChange={(event) => put({ text: event.currentTarget.value })}
      />
      <Button variant="default" loading={isBusy} disabled={!inboxId} onClick={() => void run()}>
        {t('rules.try.run')}
      </Button>
      <div ref={outcome} role="status">
        {error && <p className={classes.bad}>{error}</p>}
        {answer && <Outcome {...answer} />}
      </div>
    </fieldset>
  );
}

function Outcome({ said, at }: { said: RoutingDryRunView; at: number }) {
  const { t } = useTranslation('admin');
  const agents = useAgentChoices();
  const asks = said.requirements.map(({ skill, minLevel }) => `${skill} ≥ ${minLevel}`).join(', ');
  const preferred = agents.find((one) => one.value === said.preferredAgentId)?.label;
  return (
    <>
      <p className={classes.goes}>
        {t('rules.goesTo')} <strong className="user-text">{said.queue.name}</strong>
        {` · ${t('rules.withPriority', { n: said.priority })}`}
        {said.language && ` · ${t('rules.inLanguage', { language: said.language })}`}
        {asks && ` · ${t('rules.asks', { asks })}`}
        {preferred && ` · ${t('rules.prefers', { name: preferred })}`}
      </p>
      <ol className={classes.rules}>
        {said.rules.map((rule, index) => (
          <li key={index} data-outcome={rule.outcome} aria-current={index === at ? 'true' : undefined}>
            <span className="user-text">{rule.name}</span> <em>{t(`rules.outcome.${rule.outcome}`)}</em>
            {index === at && ` ${t('rules.thisOne')}`}
            {rule.detail && <span className={classes.detail}>{rule.detail}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}
