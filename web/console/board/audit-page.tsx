import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import type { AuditEntryView } from '../../../src/contracts/views.js';
import { call, list } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { errorLine } from '../live/problem.js';
import { fullTime } from '../ui/time.js';
import { auditQuery, conversationsIn, dataLine, filterKeys, knownActions, type NameOf, subjects } from './audit.js';
import classes from './list-page.module.css';
import { apart, whoIs } from './names.js';
import { useNamed } from './watch-board.js';

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
  useNamed(conversationsIn(rows ?? []));
  const nameOf = useNames();
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
                <tr key={one.id}>
                  <td>
                    <time dateTime={one.at}>{fullTime(one.at)}</time>
                  </td>
                  <td className="user-text">{one.actor.name ?? t(`actor.${one.actor.type}`)}</td>
                  <td title={one.action}>{t(`did.${one.action}`, one.action)}</td>
                  <td>
                    <About one={one} nameOf={nameOf} />
                  </td>
                  <td className={`${classes.data} user-text`}>{dataLine(one.data, nameOf)}</td>
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

/** What it is about, by name where that is known; where that is a conversation, or hangs on one, a way there. */
function About({ one, nameOf }: { one: AuditEntryView; nameOf: NameOf }) {
  const { t } = useTranslation('board');
  const kind = t(`subject.${one.subjectType}`, one.subjectType);
  const id = one.subjectType === 'conversation' ? one.subjectId : one.data['conversationId'];
  const name = nameOf(one.subjectId) ?? (typeof id === 'string' ? nameOf(id) : undefined);
  const words = name === undefined ? kind : `${kind}: ${apart(name)}`;
  return typeof id === 'string' ? <Link href={`/c/${id}`}>{words}</Link> : words;
}

/** People, queues and customers of conversations by id, so far as this screen knows them. */
function useNames(): NameOf {
  const live = useDesk((desk) => desk.live);
  const queues = useDesk((desk) => desk.queues);
  const conversations = useDesk((desk) => desk.conversations);
  return useMemo(() => {
    const names = new Map([...queues].map(({ id, name }) => [id, name]));
    for (const one of live.values()) for (const { id, name } of one.agents) names.set(id, name);
    return (id) => names.get(id) ?? (conversations.has(id) ? whoIs(conversations.get(id)) : undefined);
  }, [live, queues, conversations]);
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
          <option key={action} value={action} label={t(`did.${action}`, action)} />
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
