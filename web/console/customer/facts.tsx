import { ActionIcon, Button, Menu } from '@mantine/core';
import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FactView, PastFactView } from '../../../src/contracts/context.js';
import { call } from '../live/api.js';
import { When } from '../ui/time.js';
import { FactForm } from './fact-form.js';
import { earlierFacts, type FactGroup, groupFacts, spelled } from './fact-rows.js';
import { useAct, useKnown, useRead } from './known.js';
import rows from './rows.module.css';
import { Quiet, Refused, Section } from './section.js';
import { Source } from './source.js';

/** What the customer told us, each with where it comes from. */
export function Facts({ adding, setAdding }: { adding: boolean; setAdding: (adding: boolean) => void }) {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const groups = groupFacts(known.facts, known.conflicts);
  const conflicts = groups.filter(({ isConflict }) => isConflict).length;
  return (
    <Section
      name="facts"
      title={t('facts')}
      count={known.facts.length}
      {...(conflicts > 0 ? { mark: t('contradicts', { count: conflicts }) } : {})}
      add={{ label: t('addFact'), run: () => setAdding(true) }}
    >
      {adding && <FactForm onDone={() => setAdding(false)} />}
      {groups.length === 0 && !adding && <Quiet>{t('noFacts')}</Quiet>}
      <div className={rows.list}>
        {groups.map((group) => (
          <Group key={group.kind} group={group} />
        ))}
      </div>
      <Earlier />
    </Section>
  );
}

export function useKindName(): (kind: string, label: string | null) => string {
  const { t } = useTranslation('customer');
  return (kind, label) => label ?? t(`kind.${kind}`, spelled(kind));
}

function Group({ group }: { group: FactGroup }) {
  const { t } = useTranslation('customer');
  const name = useKindName()(group.kind, group.label);
  return (
    <div className={group.isConflict ? rows.conflict : undefined}>
      <span className={`${rows.key} user-text`}>{name}</span>
      {group.isConflict && <span className={rows.source}>{t('bothSaid')}</span>}
      <ul className={rows.list} aria-label={name}>
        {group.facts.map((fact) => (
          <FactRow key={fact.id} fact={fact} group={group} />
        ))}
      </ul>
    </div>
  );
}

function FactRow({ fact, group }: { fact: FactView; group: FactGroup }) {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const { act, isBusy, error } = useAct();
  const [isEditing, setEditing] = useState(false);
  const { source, channel, at, confidence } = fact;
  const settle = (): Promise<boolean> =>
    act(async () => {
      for (const other of group.facts.filter(({ id }) => id !== fact.id))
        await call('POST', `/v1/customers/${known.customer.id}/facts`, {
          ...{ kind: fact.kind, value: fact.value, supersedes: other.id },
          ...(fact.label ? { label: fact.label } : {}),
        });
    });
  const by = source.by ? t('by', { name: source.by.name }) : source.type === 'message' ? null : t(`sourceType.${source.type}`);
  return (
    <li>
      <div className={rows.row}>
        <span className={rows.text}>
          <span className={`${rows.value} user-text`}>{fact.value}</span>
          <Source by={by} channel={channel} at={at} messageId={source.messageId} snippet={source.snippet}>
            {confidence < 1 && (
              <span title={t('confidenceHint')}>{t('confidence', { percent: Math.round(confidence * 100) })}</span>
            )}
          </Source>
        </span>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={24}
              loading={isBusy}
              aria-label={t('factActs', { value: fact.value })}
            >
              <EllipsisVertical size={14} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setEditing(true)}>{t('putRight')}</Menu.Item>
            <Menu.Item onClick={() => void navigator.clipboard?.writeText(fact.value)}>{t('copy')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {group.isConflict && (
        <Button size="compact-xs" variant="default" loading={isBusy} onClick={() => void settle()}>
          {t('thisIsRight')}
          <span className="visually-hidden">: {fact.value}</span>
        </Button>
      )}
      <Refused>{error}</Refused>
      {isEditing && <FactForm right={fact} onDone={() => setEditing(false)} />}
    </li>
  );
}

/** What was put right since; nothing is offered where nothing was. */
function Earlier() {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const nameOf = useKindName();
  const [isShown, setShown] = useState(false);
  const { data, error, isReading } = useRead<{ data: PastFactView[] }>(
    known.facts.length > 0 ? `/v1/customers/${known.customer.id}/facts` : null,
  );
  const earlier = earlierFacts(data?.data ?? []);
  if (earlier.length === 0) return <Refused>{error}</Refused>;
  return (
    <div aria-busy={isReading}>
      <button type="button" className={rows.link} aria-expanded={isShown} onClick={() => setShown(!isShown)}>
        {t(isShown ? 'hideEarlier' : 'showEarlier')}
      </button>
      <Refused>{error}</Refused>
      {isShown && (
        <ul className={rows.list} aria-label={t('earlierFacts')}>
          {earlier.map(({ fact, now }) => (
            <li key={fact.id}>
              <span className={rows.key}>{nameOf(fact.kind, fact.label)}</span>{' '}
              <span className={`${rows.gone} user-text`}>{fact.value}</span>
              {now && <span className="user-text"> → {now}</span>}
              <Source channel={fact.channel} at={fact.at} messageId={fact.source.messageId} snippet={fact.source.snippet}>
                <span>
                  {t('putRightAt')} <When at={fact.supersededAt} />
                </span>
              </Source>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
