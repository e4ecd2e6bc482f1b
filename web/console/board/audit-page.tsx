import { Button } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { AuditEntryView } from '../../../src/contracts/views.js';
import { call, list, serverNow } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { errorLine } from '../live/problem.js';
import { auditQuery } from './audit.js';
import { conversationsIn, type NameOf } from './audit-details.js';
import { AuditFilters } from './audit-filters.js';
import { AuditRow } from './audit-row.js';
import classes from './list-page.module.css';
import { whoIs } from './names.js';
import { useNamed } from './watch-board.js';

interface Page {
  data: AuditEntryView[];
  meta: { nextCursor: string | null };
}

/** What people did, the latest first; what is looked for stands in the address, so that it can be passed on. */
export function AuditPage() {
  const { t } = useTranslation('board');
  const [query, setQuery] = useSearchParams();
  const wanted = auditQuery(Object.fromEntries(query), serverNow());
  const [rows, setRows] = useState<AuditEntryView[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [error, setError] = useState('');
  const people = usePeople();
  const read = async (after: string | null): Promise<void> => {
    try {
      const page = await call<Page>('GET', `/v1/audit?limit=50&${wanted}${after ? `&cursor=${encodeURIComponent(after)}` : ''}`);
      setRows((before) => [...(after ? (before ?? []) : []), ...page.data]);
      setCursor(page.meta.nextCursor);
      setError('');
    } catch (reason) {
      setError(errorLine(reason));
    }
  };
  useEffect(() => void read(null), [wanted]);
  useNamed(conversationsIn(rows ?? []));
  const nameOf = useNames(people);
  return (
    <main className={classes.page} aria-label={t('audit')}>
      <h1>{t('auditTitle')}</h1>
      <AuditFilters
        query={query}
        people={people}
        search={(next) => {
          setQuery(next, { replace: true });
          if (auditQuery(next, serverNow()) === wanted) void read(null);
        }}
      />
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
      {rows?.length === 0 && <p role="status">{t('nothingDone')}</p>}
      {rows && rows.length > 0 && (
        <div className={classes.scroll}>
          <table className={`${classes.table} ${classes.cards}`}>
            <thead>
              <tr>
                {['when', 'who', 'what', 'about', 'details'].map((key) => (
                  <th key={key} scope="col">
                    {t(`column.${key}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <AuditRow key={one.id} one={one} nameOf={nameOf} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {cursor && (
        <Button size="compact-sm" variant="subtle" onClick={() => void read(cursor)}>
          {t('more')}
        </Button>
      )}
    </main>
  );
}

/** People, queues and customers of conversations by id, so far as this screen knows them. */
function useNames(people: readonly Person[]): NameOf {
  const live = useDesk((desk) => desk.live);
  const queues = useDesk((desk) => desk.queues);
  const conversations = useDesk((desk) => desk.conversations);
  return useMemo(() => {
    const names = new Map([...queues].map(({ id, name }) => [id, name]));
    for (const { id, name } of people) names.set(id, name);
    for (const one of live.values()) for (const { id, name } of one.agents) names.set(id, name);
    return (id) => names.get(id) ?? (conversations.has(id) ? whoIs(conversations.get(id)) : undefined);
  }, [people, live, queues, conversations]);
}

interface Person {
  id: string;
  name: string;
}

function usePeople(): readonly Person[] {
  const [people, setPeople] = useState<readonly Person[]>([]);
  useEffect(() => void list<Person>('/v1/agents?limit=100').then(setPeople, () => undefined), []);
  return people;
}
