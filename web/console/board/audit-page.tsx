import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import type { AuditEntryView } from '../../../src/contracts/views.js';
import { call, list } from '../live/api.js';
import { errorLine } from '../live/problem.js';
import { fullTime } from '../ui/time.js';
import { auditQuery, dataLine, filterKeys, knownActions, subjects } from './audit.js';
import classes from './list-page.module.css';

interface Page {
  data: AuditEntryView[];
  meta: { nextCursor: string | null };
}

/** What people did, the latest first; what is looked for stands in the address, so that it can be passed on. */
export function AuditPage() {
  const { t } = useTranslation('board');
  const [query, setQuery] = useSearchParams();
  const wanted = auditQuery(Object.fromEntries(query));
  const [rows, setRows] = useState<AuditEntryView[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [error, setError] = useState('');
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
  return (
    <main className={classes.page} aria-label={t('audit')}>
      <h1>{t('auditTitle')}</h1>
      <Filters
        query={query}
        search={(next) => {
          setQuery(next, { replace: true });
          if (auditQuery(next) === wanted) void read(null);
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
          <table className={classes.table}>
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
                <tr key={one.id}>
                  <td>
                    <time dateTime={one.at}>{fullTime(one.at)}</time>
                  </td>
                  <td className="user-text">{one.actor.name ?? t(`actor.${one.actor.type}`)}</td>
                  <td>{one.action}</td>
                  <td>
                    <About one={one} />
                  </td>
                  <td className={`${classes.data} user-text`}>{dataLine(one.data)}</td>
                </tr>
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

/** What it is about; where that is a conversation, or hangs on one, a way there. */
function About({ one }: { one: AuditEntryView }) {
  const { t } = useTranslation('board');
  const name = t(`subject.${one.subjectType}`, one.subjectType);
  const id = one.subjectType === 'conversation' ? one.subjectId : one.data['conversationId'];
  return typeof id === 'string' ? <Link href={`/c/${id}`}>{name}</Link> : name;
}

function Filters({ query, search }: { query: URLSearchParams; search: (next: Record<string, string>) => void }) {
  const { t } = useTranslation('board');
  const [people, setPeople] = useState<{ id: string; name: string }[]>([]);
  useEffect(() => void list<{ id: string; name: string }>('/v1/agents?limit=100').then(setPeople, () => undefined), []);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    search(Object.fromEntries(filterKeys.flatMap((key) => (form.get(key) ? [[key, String(form.get(key)).trim()]] : []))));
  };
  return (
    <form key={`${query} ${people.length}`} className={classes.filters} onSubmit={submit} role="search" aria-label={t('audit')}>
      <NativeSelect
        size="xs"
        name="actorId"
        label={t('column.who')}
        defaultValue={query.get('actorId') ?? ''}
        data={[{ value: '', label: t('anybody') }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <TextInput
        size="xs"
        name="action"
        label={t('column.what')}
        placeholder="conversation.moved"
        list="audit-actions"
        defaultValue={query.get('action') ?? ''}
      />
      <datalist id="audit-actions">
        {knownActions.map((action) => (
          <option key={action} value={action} />
        ))}
      </datalist>
      <NativeSelect
        size="xs"
        name="subjectType"
        label={t('column.about')}
        defaultValue={query.get('subjectType') ?? ''}
        data={[{ value: '', label: t('anything') }, ...subjects.map((value) => ({ value, label: t(`subject.${value}`) }))]}
      />
      <TextInput size="xs" name="subjectId" label={t('idOf')} defaultValue={query.get('subjectId') ?? ''} />
      <Button type="submit" size="xs">
        {t('search')}
      </Button>
    </form>
  );
}
