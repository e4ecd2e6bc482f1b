import { Button, Loader } from '@mantine/core';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say, sayError } from '../../frame/say.js';
import { useShortcuts } from '../../frame/shortcuts.js';
import { call } from '../../live/api.js';
import { Refusal } from '../../live/problem.js';
import { Contested } from './contested.js';
import { FormContext } from './form-context.js';
import { Foot } from './form-foot.js';
import classes from './records.module.css';
import { dropRecord, readRecord, readRecords, removeRecord, takeRecord, type Stored } from './records.js';
import type { Section } from './section.js';
import { ShownOnce } from './shown-once.js';
import { toFirstFault } from './to-first-fault.js';
import { type Form, useAftermath, useEditing, useForm } from './use-form.js';
import type { Asks } from './wrong.js';

interface RecordFormProps {
  section: Section;
  record: Stored | null;
  onSaved: (record: Stored) => void;
  onGone: () => void;
}

/** One record: its fields, what is wrong with them, and the acts on it. */
export function RecordForm({ section, record, onSaved, onGone }: RecordFormProps) {
  const { t } = useTranslation('admin');
  const form = useForm(section, record);
  const [fields] = useState(() => new Map<string, number>());
  const [asks] = useState(() => new Map<string, Asks>());
  const context = useMemo(() => ({ ...form, fields, asks }), [form, fields, asks]);
  const element = useRef<HTMLFormElement>(null);
  const editing = useEditing(form.place);
  const aftermath = useAftermath(form.place, (all) => all);
  // Typing changes one field, and only that one is drawn again.
  const Fields = useMemo(() => memo(section.Fields), [section]);
  const { Beside } = section;

  useEffect(() => {
    if (aftermath.attempt > 0 && element.current) toFirstFault(element.current);
  }, [aftermath.attempt]);
  useEffect(() => {
    if (!record) element.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, [record]);

  const submit = async (): Promise<void> => {
    const saved = await form.save(asks);
    if (saved && !record) onSaved(saved);
  };
  useShortcuts([{ keys: 'mod+s', name: t('save'), group: t('setUp'), run: () => void submit() }]);

  const isUnsaved = editing !== undefined || record === null;
  return (
    <FormContext.Provider value={context}>
      <form
        ref={element}
        className={classes.form}
        aria-label={record ? section.nameOf(record) : t(`${section.key}.new`)}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 className="user-text">{record ? section.nameOf(record) : t(`${section.key}.new`)}</h2>
        <ShownOnce />
        <Contested />
        <Fields record={record} />
        {(!record || !section.isFixed) && (
          <footer className={classes.acts}>
            <Foot aftermath={aftermath} />
            <Button
              type="submit"
              loading={aftermath.isBusy}
              disabled={(record !== null && !editing) || editing?.contested !== undefined}
            >
              {t(record ? 'save' : 'create')}
            </Button>
            {editing && (
              <Button variant="default" onClick={form.discard}>
                {t('discard')}
              </Button>
            )}
            <span className={classes.state} role="status">
              {isUnsaved && editing ? t('unsaved') : ''}
            </span>
            {record && section.removal && <Removal form={form} record={record} removal={section.removal} onGone={onGone} />}
          </footer>
        )}
      </form>
      {record && Beside && (
        <div className={classes.beside}>
          <Beside record={record} />
        </div>
      )}
    </FormContext.Provider>
  );
}

interface RemovalProps {
  form: Form;
  record: Stored;
  removal: NonNullable<Section['removal']>;
  onGone: () => void;
}

/** Asks in place, in the words of the section, and offers the way back where there is one. */
function Removal({ form, record, removal: { kind, restore }, onGone }: RemovalProps) {
  const { t } = useTranslation('admin');
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const { section } = form;
  useEffect(() => setAsking(false), [record.id]);

  const back = (): void => {
    if (!restore) return;
    const { method, body } = restore(record);
    const path = method === 'PATCH' ? `${section.path}/${record.id}` : section.path;
    call<Stored>(method, path, body).then((one) => {
      takeRecord(section.path, one);
      say(t('undone'), 'good');
    }, sayError);
  };
  const remove = async (): Promise<void> => {
    setBusy(true);
    try {
      await removeRecord(section.path, record.id, record.version);
      form.discard();
      if (kind === 'delete') dropRecord(section.path, record.id);
      else await readRecords(section.path);
      say(t(`${section.key}.removed`, { name: section.nameOf(record) }), 'good', restore && back);
      if (kind === 'delete') onGone();
      setAsking(false);
    } catch (error) {
      // Somebody changed it meanwhile: what it is now is shown, and the question asked again.
      if (error instanceof Refusal && error.problem?.status === 412) await readRecord(section.path, record.id).catch(sayError);
      sayError(error);
    } finally {
      setBusy(false);
    }
  };

  if (section.isOff?.(record)) {
    return restore ? (
      <Button variant="subtle" className={classes.remove} onClick={back}>
        {t(`${section.key}.restore`)}
      </Button>
    ) : null;
  }
  if (!isAsking) {
    return (
      <Button variant="subtle" color="red" className={classes.remove} onClick={() => setAsking(true)}>
        {t(`${section.key}.remove`)}
      </Button>
    );
  }
  return (
    <div className={classes.asking} role="alertdialog" aria-label={t(`${section.key}.remove`)}>
      <span>{t(`${section.key}.removeText`, { name: section.nameOf(record) })}</span>
      <Button color="red" size="compact-sm" loading={isBusy} onClick={() => void remove()} autoFocus>
        {t(`${section.key}.remove`)}
      </Button>
      <Button variant="default" size="compact-sm" onClick={() => setAsking(false)}>
        {t('no')}
      </Button>
    </div>
  );
}

export const Reading = () => <Loader size="sm" m="md" />;
