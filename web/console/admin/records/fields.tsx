import {
  Button,
  Input,
  MultiSelect,
  NumberInput,
  PasswordInput,
  Select,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './records.module.css';
import { type Field, useDraftAt, useField, useFormPlace } from './form-context.js';
import { recordsOf } from './records.js';
import { keyFrom } from './slug.js';

export interface Choice {
  value: string;
  label: string;
}

interface FieldProps {
  at: string;
  /** Under which words it stands, where that is not its place. */
  name?: string;
  /** Without its own label on the screen: a row or a table says it. */
  bare?: boolean;
  disabled?: boolean;
}

/** What is saved but should be looked at, under the field it is about. */
export function Warned({ warning, children }: { warning: string | undefined; children: ReactNode }) {
  return (
    <div>
      {children}
      {warning && (
        <p className={classes.warning}>
          <TriangleAlert size={13} aria-hidden /> {warning}
        </p>
      )}
    </div>
  );
}

/** The explanation stands under the field, so that fields beside each other are in line. */
export const wrapperOrder: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'error', 'description'];

const shownAs = ({ label, hint, error }: Field<unknown>, bare = false) =>
  bare ? { 'aria-label': label, error } : { label, description: hint, error, inputWrapperOrder: wrapperOrder };

export function TextField({
  at,
  name,
  bare,
  disabled,
  type,
  placeholder,
  autoFocus,
  required,
}: FieldProps & {
  type?: string;
  placeholder?: string;
  autoFocus?: boolean;
  required?: boolean;
}) {
  const field = useField<string | null | undefined>(at, name, { required });
  return (
    <Warned warning={field.warning}>
      <TextInput
        {...shownAs(field, bare)}
        {...{ disabled, type, placeholder }}
        aria-required={required}
        data-autofocus={autoFocus}
        autoComplete="off"
        value={field.value ?? ''}
        onChange={(event) => field.set(event.currentTarget.value)}
      />
    </Warned>
  );
}

/** Empty: not set at all, which is not the same as an empty text. */
export function OptionalTextField({ at, name, bare, type, placeholder }: FieldProps & { type?: string; placeholder?: string }) {
  const field = useField<string | null | undefined>(at, name);
  return (
    <Warned warning={field.warning}>
      <TextInput
        {...shownAs(field, bare)}
        {...{ type, placeholder }}
        autoComplete="off"
        value={field.value ?? ''}
        onChange={(event) => field.set(event.currentTarget.value || undefined)}
      />
    </Warned>
  );
}

export function LongTextField({
  at,
  name,
  rows = 5,
  code = false,
  required,
}: FieldProps & { rows?: number; code?: boolean; required?: boolean }) {
  const field = useField<string | null | undefined>(at, name, { required });
  return (
    <Warned warning={field.warning}>
      <Textarea
        {...shownAs(field)}
        autosize
        minRows={rows}
        maxRows={18}
        classNames={code ? { input: classes.code } : {}}
        spellCheck={!code}
        aria-required={required}
        value={field.value ?? ''}
        onChange={(event) => field.set(event.currentTarget.value)}
      />
      {field.parserSaid && <ParserSaid words={field.parserSaid} />}
    </Warned>
  );
}

/** Behind the sentence, for whoever knows the language of the expression. */
function ParserSaid({ words }: { words: string }) {
  const { t } = useTranslation('admin');
  return (
    <details className={classes.hint}>
      <summary>{t('parserSaid')}</summary>
      <code>{words}</code>
    </details>
  );
}

/** What a record is called by in addresses and programs: made from its name until somebody writes their own. */
export function KeyField({ from = '/name' }: { from?: string }) {
  const { record } = useFormPlace();
  const required = record === null;
  const field = useField<string>('/key', undefined, { required });
  const { t } = useTranslation('admin');
  return (
    <TextInput
      {...shownAs(field)}
      description={record ? t('keyFixed') : (field.hint ?? t('keyHint'))}
      readOnly={record !== null}
      aria-required={required}
      variant={record ? 'filled' : 'default'}
      autoComplete="off"
      spellCheck={false}
      classNames={{ input: classes.code }}
      placeholder={from ? t('keyPlaceholder') : undefined}
      value={record ? String((record as unknown as { key?: string }).key ?? '') : field.value}
      onChange={(event) => field.set(event.currentTarget.value)}
    />
  );
}

const takenKeys = (path: string): ReadonlySet<string> =>
  new Set(recordsOf<{ key?: string }>(path).flatMap(({ key }) => key ?? []));

/** A name that makes the key of a new record as it is typed. */
export function NameField() {
  const field = useField<string>('/name', undefined, { required: true });
  const key = useDraftAt<string | undefined>('/key');
  const form = useFormPlace();
  const { keyWord, path } = form.section;
  const keyOf = (name: string): string => keyFrom(name, keyWord, takenKeys(path));
  return (
    <Warned warning={field.warning}>
      <TextInput
        {...shownAs(field)}
        data-autofocus
        aria-required
        autoComplete="off"
        value={field.value}
        onChange={(event) => {
          const name = event.currentTarget.value;
          field.set(name);
          const follows = !form.record && key === keyOf(field.value);
          if (follows) form.set('/key', keyOf(name));
        }}
      />
    </Warned>
  );
}

export function NumberField({
  at,
  name,
  bare,
  min,
  max,
  suffix,
  placeholder,
  optional = false,
}: FieldProps & {
  placeholder?: string;
  min?: number;
  max?: number;
  suffix?: string;
  /** Empty: not set. */
  optional?: boolean;
}) {
  const field = useField<number | null | undefined>(at, name, { required: !optional, min, max });
  return (
    <Warned warning={field.warning}>
      <NumberInput
        {...shownAs(field, bare)}
        {...{ min, max, suffix, placeholder }}
        aria-required={!optional}
        clampBehavior="none"
        hideControls={bare}
        value={field.value ?? ''}
        onChange={(value) => field.set(value === '' ? (optional ? undefined : null) : value)}
      />
    </Warned>
  );
}

export function SwitchField({ at, name, inverted = false }: FieldProps & { inverted?: boolean }) {
  const field = useField<boolean | undefined>(at, name);
  const isOn = inverted ? !field.value : field.value === true;
  return (
    <Switch
      label={field.label}
      description={field.hint}
      error={field.error}
      checked={isOn}
      onChange={(event) => field.set(inverted ? !event.currentTarget.checked : event.currentTarget.checked)}
    />
  );
}

export function SelectField({
  at,
  name,
  bare,
  disabled,
  choices,
  none,
}: FieldProps & {
  choices: readonly Choice[];
  /** What is chosen by choosing nothing; left out: something must be chosen. */
  none?: { label: string; value: null | undefined };
}) {
  const required = none === undefined && !disabled;
  const field = useField<string | null | undefined>(at, name, { required, chosen: true });
  const { t } = useTranslation('admin');
  const data = none ? [{ value: '', label: none.label }, ...choices] : [...choices];
  return (
    <Warned warning={field.warning}>
      <Select
        {...shownAs(field, bare)}
        data={data}
        readOnly={disabled}
        aria-required={required}
        variant={disabled ? 'filled' : 'default'}
        searchable={data.length > 7}
        selectFirstOptionOnChange={data.length > 7}
        nothingFoundMessage={t('nothingFound')}
        allowDeselect={false}
        value={field.value ?? (none ? '' : null)}
        onChange={(value) => field.set(value === '' || value === null ? none?.value : value)}
      />
    </Warned>
  );
}

export function ManyField({
  at,
  name,
  bare,
  choices,
  placeholder,
}: FieldProps & {
  choices: readonly Choice[];
  placeholder?: string;
}) {
  const field = useField<string[] | undefined>(at, name);
  const { t } = useTranslation('admin');
  return (
    <Warned warning={field.warning}>
      <MultiSelect
        {...shownAs(field, bare)}
        data={[...choices]}
        searchable
        selectFirstOptionOnChange
        classNames={{ inputField: classes.pillInput }}
        nothingFoundMessage={t('nothingFound')}
        placeholder={field.value?.length ? undefined : placeholder}
        value={field.value ?? []}
        onChange={(value) => field.set(value)}
      />
    </Warned>
  );
}

/** Words of one's own, with those that are used elsewhere as suggestions. */
export function TagsField({
  at,
  name,
  bare,
  suggestions,
  placeholder,
}: FieldProps & {
  suggestions: readonly string[];
  placeholder?: string;
}) {
  const field = useField<string[] | undefined>(at, name);
  return (
    <Warned warning={field.warning}>
      <TagsInput
        {...shownAs(field, bare)}
        data={[...suggestions]}
        acceptValueOnBlur
        classNames={{ inputField: classes.pillInput }}
        placeholder={field.value?.length ? undefined : placeholder}
        value={field.value ?? []}
        onChange={(value) => field.set(value)}
      />
    </Warned>
  );
}

/** Something that can be written and never read. */
export function SecretField({ at, name, isSet, make }: FieldProps & { isSet: boolean; make?: () => string }) {
  const field = useField<string | undefined>(at, name);
  const { t } = useTranslation('admin');
  const id = useId();
  return (
    <Input.Wrapper id={id} label={field.label} description={field.hint} error={field.error} inputWrapperOrder={wrapperOrder}>
      <div className={make && classes.inLine}>
        <PasswordInput
          id={id}
          error={field.error !== undefined}
          aria-invalid={field.error !== undefined || undefined}
          autoComplete="new-password"
          placeholder={isSet ? t('secretKept') : t('secretMissing')}
          visibilityToggleButtonProps={{ 'aria-label': t('showSecret', { name: field.label }), tabIndex: 0 }}
          value={field.value ?? ''}
          onChange={(event) => field.set(event.currentTarget.value || undefined)}
        />
        {make && (
          <Button variant="default" size="sm" onClick={() => field.set(make())}>
            {t('makeOne')}
          </Button>
        )}
      </div>
    </Input.Wrapper>
  );
}

/** A secret of several lines, such as a private key: a field of one line would lose its line ends. */
export function LongSecretField({ at, isSet }: { at: string; isSet: boolean }) {
  const field = useField<string | undefined>(at);
  const { t } = useTranslation('admin');
  return (
    <Textarea
      {...shownAs(field)}
      autosize
      minRows={2}
      maxRows={6}
      autoComplete="off"
      spellCheck={false}
      classNames={{ input: classes.code }}
      placeholder={isSet ? t('secretKept') : t('secretMissing')}
      value={field.value ?? ''}
      onChange={(event) => field.set(event.currentTarget.value || undefined)}
    />
  );
}
