import { createContext, useContext, useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldOf, valueAt } from './pointer.js';
import type { Form } from './use-form.js';

interface FormPlace extends Form {
  /** The fields that are on the screen, by pointer: where errors may land. */
  fields: Map<string, number>;
}

export const FormContext = createContext<FormPlace | null>(null);

export function useFormPlace(): FormPlace {
  const form = useContext(FormContext);
  if (!form) throw new Error('a field stands outside a form');
  return form;
}

export interface Field<T> {
  at: string;
  value: T;
  set: (value: unknown) => void;
  label: string;
  hint: string | undefined;
  /** What is wrong here. */
  error: string | undefined;
  /** What was saved all the same, and should be looked at. */
  warning: string | undefined;
}

/** Hints that speak of what is written in double braces: they are not to be filled in here. */
const braces = { agent: '{{agent}}', inbox: '{{inbox}}', 1: '{{1}}', 2: '{{2}}' };

/** `steps/0/afterMs` has its words under `steps.afterMs`: places in lists have no names. */
export const wordsOf = (at: string): string =>
  at
    .split('/')
    .filter((part) => part && !/^\d+$/.test(part))
    .join('.');

/** One place of the draft, with its words and what the server says of it. */
export function useField<T = unknown>(at: string, name = wordsOf(at)): Field<T> {
  const form = useFormPlace();
  const { t, i18n } = useTranslation('admin');
  const { fields } = form;
  useLayoutEffect(() => {
    fields.set(at, (fields.get(at) ?? 0) + 1);
    return () => {
      const left = (fields.get(at) ?? 1) - 1;
      if (left > 0) fields.set(at, left);
      else fields.delete(at);
    };
  }, [at, fields]);
  // A field that is being drawn for the first time lands no errors of its own yet: it stands in the list all the same.
  const known = fields.has(at) ? fields.keys() : [...fields.keys(), at];
  const here = [...known];
  const saidOf = (said: readonly { pointer: string; detail: string }[]): string | undefined =>
    said
      .filter(({ pointer }) => fieldOf(pointer, here) === at)
      .map(({ detail }) => detail)
      .join('; ') || undefined;
  // What several kinds of records have in common is called the same everywhere.
  const key = name.startsWith('any.') ? name : `${form.section.key}.${name}`;
  return {
    at,
    value: valueAt(form.draft, at) as T,
    set: (value) => form.set(at, value),
    label: t(key),
    hint: i18n.exists(`admin:${key}.hint`) ? t(`${key}.hint`, braces) : undefined,
    error: saidOf(form.aftermath.errors),
    warning: saidOf(form.aftermath.warnings),
  };
}
