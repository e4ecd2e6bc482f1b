import { ActionIcon } from '@mantine/core';
import { ExternalLink, RefreshCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PanelContentView, PanelItemView } from '../../../src/contracts/panels.js';
import { call } from '../live/api.js';
import { errorLine } from '../live/problem.js';
import { duration, When } from '../ui/time.js';
import { useKnown } from './known.js';
import rows from './rows.module.css';
import classes from './other-systems.module.css';
import { Quiet, Refused, Section } from './section.js';

/** What other systems show of the customer: a shop's orders, a workshop's repairs. */
export function OtherSystems() {
  const { known } = useKnown();
  const { conversation } = known;
  if (!conversation) return null;
  return known.panels.map((panel) => (
    <OtherSystem key={`${conversation.id} ${panel.key}`} conversationId={conversation.id} known={panel} asOf={known.asOf} />
  ));
}

interface OtherSystemProps {
  conversationId: string;
  /** What it said before. */
  known: PanelContentView;
  /** When the context was read that has it: a newer one may know more. */
  asOf: string;
}

/** Asked once for each reading of the context in which its answer was old; what it said before stands until it answers. */
function OtherSystem({ conversationId, known, asOf }: OtherSystemProps) {
  const { t } = useTranslation('customer');
  const [answer, setAnswer] = useState<{ view: PanelContentView; asOf: string } | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [wish, setWish] = useState(0);
  const isOld = known.state !== 'fresh';
  useEffect(() => {
    if (!isOld && wish === 0) return;
    const leaving = new AbortController();
    setAsking(true);
    setError(null);
    const path = `/v1/conversations/${conversationId}/panels/${encodeURIComponent(known.key)}`;
    call<PanelContentView>('GET', path, undefined, { signal: leaving.signal }).then(
      (view) => {
        if (leaving.signal.aborted) return;
        setAnswer({ view, asOf });
        setAsking(false);
      },
      (reason: unknown) => {
        if (leaving.signal.aborted) return;
        setError(errorLine(reason));
        setAsking(false);
      },
    );
    return () => leaving.abort();
    // A fresh reading of the context that has a fresh answer asks nothing.
  }, [conversationId, known.key, isOld ? asOf : '', wish]);

  // A later reading of the context may itself have the fresh answer.
  const view = answer && (answer.asOf >= asOf || isOld) ? answer.view : known;
  const mark = view.state === 'stale' ? t('stale') : view.state === 'unavailable' ? t('unavailable') : undefined;
  return (
    <Section name={`panel.${view.key}`} title={view.name} isBusy={isAsking} {...(mark && !isAsking ? { mark } : {})}>
      <div className={classes.state}>
        <StateLine view={view} isAsking={isAsking} />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={24}
          loading={isAsking}
          aria-label={t('askAgain', { name: view.name })}
          title={t('askAgain', { name: view.name })}
          onClick={() => setWish(wish + 1)}
        >
          <RefreshCw size={13} />
        </ActionIcon>
      </div>
      <Refused>{error}</Refused>
      {view.sections.map((section) => (
        <div key={section.label}>
          <p className={`${rows.sub} user-text`}>{section.label}</p>
          {section.items.length === 0 && <Quiet>{t('none')}</Quiet>}
          <ul className={rows.list}>
            {section.items.map((item, index) => (
              <Item key={index} item={item} />
            ))}
          </ul>
        </div>
      ))}
      {view.state !== 'unread' && view.state !== 'unavailable' && view.sections.length === 0 && <Quiet>{t('saysNothing')}</Quiet>}
    </Section>
  );
}

function StateLine({ view, isAsking }: { view: PanelContentView; isAsking: boolean }) {
  const { t } = useTranslation('customer');
  const { state, ageMs, asOf, fault } = view;
  const because = fault ? t(`fault.${fault}`) : null;
  if (isAsking && !asOf) return <Quiet>{t('asking')}</Quiet>;
  if (state === 'unread') return <Quiet>{t('neverAsked')}</Quiet>;
  if (state === 'unavailable') return <Quiet>{[t('noAnswerNow'), because].filter(Boolean).join(' ')}</Quiet>;
  if (state === 'stale' && !isAsking)
    return <Quiet>{[t('asOfAgo', { age: duration(ageMs ?? 0) }), because].filter(Boolean).join(' ')}</Quiet>;
  return (
    <span className={rows.source}>
      {t('asOf')} <When at={asOf} />
    </span>
  );
}

function Item({ item }: { item: PanelItemView }) {
  return (
    <li className={classes.item}>
      {item.url ? (
        <a className={`${rows.link} user-text`} href={item.url} target="_blank" rel="noopener noreferrer">
          {item.label} <ExternalLink size={11} aria-hidden />
        </a>
      ) : (
        <span className={`${rows.key} user-text`}>{item.label}</span>
      )}
      <span className={rows.text}>
        <span className="user-text">{item.value}</span>
        {item.at && (
          <span className={rows.source}>
            <When at={item.at} />
          </span>
        )}
      </span>
    </li>
  );
}
