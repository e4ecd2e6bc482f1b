import { createContext, useContext, useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from './changes.js';
import { useDrafts } from './drafts.js';
import { fieldOf, valueAt } from './pointer.js';
import { type Form, useAftermath } from './use-form.js';
import { type Asks, parserWords, sayWrong, wrongsOf } from './wrong.js';

interface FormPlace extends Form {
  /** The fields that are on the screen, by pointer: where errors may land. */
  fields: Map<string, number>;
  /** What fields ask before anything is sent, by pointer. */
  asks: Map<string, Asks>;
}

export const FormContext = createContext<FormPlace | null>(null);

export function useFormPlace(): FormPlace {
  const form = useContext(FormContext);
  if (!form) throw new Error('a field stands outside a form');
  return form;
}

/** One place of what is typed, or all of it; drawn again only when that place changes. */
export function useDraftAt<T = Draft>(at = ''): T {
  const { place, stored } = useFormPlace();
  return useDrafts((drafts) => valueAt(drafts[place]?.draft ?? stored, at)) as T;
}

/** As typed at this moment, without being drawn again for it. */
export const draftOf = ({ place, stored }: Pick<Form, 'place' | 'stored'>): Draft => useDrafts.getState()[place]?.draft ?? stored;

export interface Field<T> {
  at: string;
  value: T;
  set: (value: unknown) => void;
  label: string;
  hint: string | undefined;
  /** What is wrong here. */
  error: string | undefined;
  /** What a parser said of it, word for word; empty where it said nothing. */
  parserSaid: string;
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

/** One place of the draft, with its words and what is wrong with it. */
export function useField<T = unknown>(at: string, name = wordsOf(at), { required, chosen, min, max }: Asks = {}): Field<T> {
  const form = useFormPlace();
  const { t, i18n } = useTranslation('admin');
  const { fields, asks } = form;
  useLayoutEffect(() => {
    fields.set(at, (fields.get(at) ?? 0) + 1);
    return () => {
      const left = (fields.get(at) ?? 1) - 1;
      if (left > 0) fields.set(at, left);
      else fields.delete(at);
    };
  }, [at, fields]);
  useLayoutEffect(() => {
    if (required === undefined && min === undefined && max === undefined) return;
    asks.set(at, {
      ...(required ? { required } : {}),
      ...(chosen ? { chosen } : {}),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    });
    return () => void asks.delete(at);
  }, [at, asks, required, chosen, min, max]);
  const saidOf = (said: readonly { pointer: string; detail: string }[]): string | undefined => {
    if (said.length === 0) return undefined;
    // A field that is being drawn for the first time stands in no list yet: it lands its own all the same.
    const here = [...fields.keys(), at];
    const mine = said.filter(({ pointer }) => fieldOf(pointer, here) === at);
    const sentences = wrongsOf(mine, (pointer) => valueAt(draftOf(form), pointer)).map((one) => sayWrong(t, one));
    return sentences.join(' ') || undefined;
  };
  const value = useDraftAt<T>(at);
  const error = useAftermath(form.place, ({ errors }) => saidOf(errors));
  const parserSaid = useAftermath(form.place, ({ errors }) => parserWords(errors.filter(({ pointer }) => pointer === at)));
  const warning = useAftermath(form.place, ({ warnings }) => saidOf(warnings));
  // What several kinds of records have in common is called the same everywhere.
  const key = name.startsWith('any.') ? name : `${form.section.key}.${name}`;
  return {
    at,
    value,
    set: (value) => form.set(at, value),
    label: t(key),
    hint: i18n.exists(`admin:${key}.hint`) ? t(`${key}.hint`, braces) : undefined,
    error,
    parserSaid,
    warning,
  };
}
