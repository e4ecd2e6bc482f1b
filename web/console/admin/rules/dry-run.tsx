import { Button, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '../../../../src/contracts/errors.js';
import type { RoutingDryRunView, RoutingRuleView } from '../../../../src/contracts/rule-views.js';
import { call } from '../../live/api.js';
import { errorLine, Refusal } from '../../live/problem.js';
import { useAgentChoices, useInboxChoices, useLanguageChoices } from '../choices.js';
import { useDraftAt, useFormPlace } from '../records/form-context.js';
import { Pair } from '../records/more.js';
import { useRecords } from '../records/records.js';
import { blame } from '../records/use-form.js';
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
  const { place } = useFormPlace();
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
      const mine = faultsAt(`/rules/${at}`, reason);
      if (mine.length > 0) blame(place, mine);
      setError(mine.length > 0 ? t('rules.try.seeAbove') : errorLine(reason));
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
          selectFirstOptionOnChange
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

/** What was refused of the rule that is being written, by its own fields. */
function faultsAt(head: string, reason: unknown): FieldError[] {
  const errors = reason instanceof Refusal ? (reason.problem?.errors ?? []) : [];
  return errors.flatMap(({ pointer, detail }) =>
    pointer.startsWith(`${head}/`) ? [{ pointer: pointer.slice(head.length), detail }] : [],
  );
}

const skips: Record<string, string> = {
  'an earlier rule was the last': 'earlier',
  'is switched off': 'off',
  'is for another inbox': 'inbox',
};

/** Why a rule does not match, in words where they are known; what a parser said is folded behind the outcome. */
function Detail({ detail }: { detail: string }) {
  const { t } = useTranslation('admin');
  const field = /^(.+) is not set; the rule does not match$/.exec(detail)?.[1];
  if (field) return <span className={classes.detail}>{t('rules.notSet', { field })}</span>;
  const skipped = skips[detail];
  if (skipped) return <span className={classes.detail}>{t(`rules.skip.${skipped}`)}</span>;
  return (
    <details className={classes.detail}>
      <summary>{t('parserSaid')}</summary>
      <code>{detail}</code>
    </details>
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
            {rule.detail && <Detail detail={rule.detail} />}
          </li>
        ))}
      </ol>
    </>
  );
}
