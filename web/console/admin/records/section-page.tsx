import { Button, TextInput } from '@mantine/core';
import { ChevronLeft, Plus, Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useShortcuts } from '../../frame/shortcuts.js';
import { findIn } from './find-in.js';
import { Reading, RecordForm } from './record-form.js';
import classes from './records.module.css';
import { type Stored, useRecords } from './records.js';
import type { Section } from './section.js';
import { useUnsaved } from './use-form.js';

/** A list of records, and the one that is open. @param id `new` for one that is not there yet */
export function SectionPage({ section, id }: { section: Section; id: string | null }) {
  const { t } = useTranslation('admin');
  const [, go] = useLocation();
  const [sought, setSought] = useState('');
  const search = useRef<HTMLInputElement>(null);
  const { records, error } = useRecords(section.path);
  const unsaved = useUnsaved(section);
  const home = `/admin/${section.key}`;
  const sorted = section.order && records ? [...records].sort(section.order) : records;
  const shown = findIn(sorted ?? [], sought, section);
  const open = records?.find((one) => one.id === id) ?? null;

  const step = (by: 1 | -1): void => {
    const place = shown.findIndex((one) => one.id === id);
    const next = shown[place < 0 ? 0 : place + by];
    if (next) go(`${home}/${next.id}`);
  };
  useShortcuts([
    { keys: 'n', name: t(`${section.key}.new`), group: t('setUp'), run: () => go(`${home}/new`) },
    { keys: '/', name: t('searchList'), group: t('setUp'), run: () => search.current?.focus() },
    { keys: 'j', name: t('nextRecord'), group: t('setUp'), run: () => step(1) },
    { keys: 'k', name: t('previousRecord'), group: t('setUp'), run: () => step(-1) },
  ]);

  return (
    <div className={classes.page} data-open={id !== null}>
      <section className={classes.list} aria-label={t(`section.${section.key}`)}>
        <header className={classes.listHead}>
          <h1>{t(`section.${section.key}`)}</h1>
          <Button component={Link} href={`${home}/new`} size="compact-sm" leftSection={<Plus size={13} />}>
            {t('new')}
          </Button>
        </header>
        <p className={classes.hint}>{t(`${section.key}.about`)}</p>
        <TextInput
          ref={search}
          size="xs"
          aria-label={t('searchList')}
          placeholder={t('searchList')}
          leftSection={<Search size={13} aria-hidden />}
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value)}
        />
        {error && (
          <p className={classes.error} role="alert">
            {error}
          </p>
        )}
        {!records && !error && <Reading />}
        {records && shown.length === 0 && <p className={classes.hint}>{t(sought ? 'nothingFound' : `${section.key}.none`)}</p>}
        <ul>
          {unsaved.has('new') && (
            <Line
              href={`${home}/new`}
              name={t(`${section.key}.new`)}
              isOpen={id === 'new'}
              isUnsaved
              about={null}
              isOff={false}
            />
          )}
          {shown.map((one) => (
            <Line
              key={one.id}
              href={`${home}/${one.id}`}
              name={section.nameOf(one)}
              about={section.aboutOf?.(one) ?? null}
              isOff={section.isOff?.(one) === true}
              isOpen={one.id === id}
              isUnsaved={unsaved.has(one.id)}
            />
          ))}
        </ul>
      </section>
      <main className={classes.detail}>
        {id !== null && (
          <Link href={home} className={classes.back}>
            <ChevronLeft size={14} aria-hidden /> {t(`section.${section.key}`)}
          </Link>
        )}
        {id === null && <p className={classes.choose}>{t('chooseOne')}</p>}
        {id === 'new' && (
          <RecordForm
            key="new"
            section={section}
            record={null}
            onSaved={(record: Stored) => go(`${home}/${record.id}`, { replace: true })}
            onGone={() => go(home)}
          />
        )}
        {open && <RecordForm key={open.id} section={section} record={open} onSaved={() => undefined} onGone={() => go(home)} />}
        {records && id !== null && id !== 'new' && !open && <p className={classes.choose}>{t('notThere')}</p>}
      </main>
    </div>
  );
}

interface LineProps {
  href: string;
  name: string;
  about: string | null;
  isOff: boolean;
  isOpen: boolean;
  isUnsaved: boolean;
}

function Line({ href, name, about, isOff, isOpen, isUnsaved }: LineProps) {
  const { t } = useTranslation('admin');
  return (
    <li className={classes.line}>
      <Link href={href} aria-current={isOpen ? 'true' : undefined} data-off={isOff}>
        <span className={classes.lineName}>{name}</span>
        {isUnsaved && <span className={classes.mark}>{t('unsavedMark')}</span>}
        {isOff && <span className={classes.mark}>{t('off')}</span>}
        {about && <span className={classes.lineAbout}>{about}</span>}
      </Link>
    </li>
  );
}
