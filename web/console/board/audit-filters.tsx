import { Button, NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../live/api.js';
import { daysOf, filterKeys, spanKey, spans, subjectOf, subjects } from './audit.js';
import classes from './list-page.module.css';
import { auditWords } from './words/audit.js';

const acts = Object.keys(auditWords.en).map((key) => key.replace(/^did\./, ''));

interface FiltersProps {
  query: URLSearchParams;
  people: readonly { id: string; name: string }[];
  search: (next: Record<string, string>) => void;
}

/** Who, what, about what, and when: a span is looked for at once, the rest when it is asked for. */
export function AuditFilters({ query, people, search }: FiltersProps) {
  const { t } = useTranslation('board');
  const wanted = Object.fromEntries(query);
  const span = spanKey(wanted['span']);
  const days = daysOf(wanted, serverNow());
  const today = daysOf({ span: 'today' }, serverNow()).last;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const filled = [...filterKeys, 'first', 'last'].flatMap((key) => {
      const value = form.get(key);
      return typeof value === 'string' && value.trim() ? [[key, value.trim()]] : [];
    });
    search({ ...(span === 'all' ? {} : { span }), ...Object.fromEntries(filled) });
  };
  const choose = (next: string): void => {
    const rest = Object.fromEntries(filterKeys.flatMap((key) => (wanted[key] ? [[key, wanted[key]]] : [])));
    // Days of one's own begin as those that are on the screen.
    const own = next === 'own' ? Object.fromEntries(Object.entries(days).filter(([, day]) => day)) : {};
    search({ ...rest, ...(next === 'all' ? {} : { span: next }), ...own });
  };
  const action = query.get('action') ?? '';
  return (
    <form key={`${query} ${people.length}`} className={classes.filters} onSubmit={submit} role="search" aria-label={t('audit')}>
      <SegmentedControl
        size="xs"
        aria-label={t('spanOf')}
        value={span}
        onChange={choose}
        data={spans.map((value) => ({ value, label: t(`span.${value}`) }))}
      />
      {span === 'own' && (
        <>
          <TextInput size="xs" type="date" name="first" label={t('firstDay')} max={today} defaultValue={days.first} />
          <TextInput size="xs" type="date" name="last" label={t('lastDay')} max={today} defaultValue={days.last} />
        </>
      )}
      <NativeSelect
        size="xs"
        name="actorId"
        label={t('column.who')}
        defaultValue={query.get('actorId') ?? ''}
        data={[{ value: '', label: t('anybody') }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <NativeSelect size="xs" name="action" label={t('column.what')} defaultValue={action}>
        <option value="">{t('anyAct')}</option>
        {action && !acts.includes(action) && <option value={action}>{action}</option>}
        {subjects.map((subject) => (
          <optgroup key={subject} label={t(`subject.${subject}`)}>
            {acts
              .filter((one) => subjectOf(one) === subject)
              .map((one) => (
                <option key={one} value={one}>
                  {t(`did.${one}`)}
                </option>
              ))}
          </optgroup>
        ))}
      </NativeSelect>
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
