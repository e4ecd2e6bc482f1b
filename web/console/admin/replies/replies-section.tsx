import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CannedReplyView } from '../../../../src/contracts/views.js';
import { useLanguageChoices } from '../choices.js';
import { KeyField, LongTextField, SelectField, TextField } from '../records/fields.js';
import { useField } from '../records/form-context.js';
import { Pair } from '../records/more.js';
import classes from '../records/records.module.css';
import { section } from '../records/section.js';

/** What a reply may leave open until it is used. */
const variables = ['customer.name', 'agent.name'] as const;

function Fields({ record }: { record: unknown }) {
  const { t } = useTranslation('admin');
  return (
    <>
      <TextField required at="/title" autoFocus />
      <Pair>
        <KeyOfReply isNew={record === null} />
        <SelectField at="/locale" choices={useLanguageChoices()} />
      </Pair>
      <LongTextField required at="/text" rows={6} />
      <Variables />
      <p className={classes.hint}>{t('replies.use')}</p>
    </>
  );
}

/** The same key in several languages is one reply: the customer's language chooses. It may be changed, unlike other keys. */
const KeyOfReply = ({ isNew }: { isNew: boolean }) => (isNew ? <KeyField from="" /> : <TextField required at="/key" />);

function Variables() {
  const { t } = useTranslation('admin');
  const field = useField<string>('/text');
  const unknown = [...field.value.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !variables.some((one) => one === name));
  return (
    <div role="group" aria-label={t('replies.variables')}>
      <span className={classes.hint}>{t('replies.variables')}</span>
      {variables.map((name) => (
        <Button
          key={name}
          size="compact-xs"
          variant="default"
          ml={6}
          onClick={() => field.set(`${field.value}${/\s$|^$/.test(field.value) ? '' : ' '}{{${name}}}`)}
        >
          {t(`replies.variable.${name}`)}
        </Button>
      ))}
      {unknown.length > 0 && <p className={classes.warning}>{t('replies.unknown', { names: unknown.join(', ') })}</p>}
    </div>
  );
}

const own = ({ key, title, text, locale }: CannedReplyView): Record<string, unknown> => ({ key, title, text, locale });

export const repliesSection = section<CannedReplyView>({
  key: 'replies',
  path: '/v1/canned-replies',
  nameOf: (reply) => reply.title,
  aboutOf: (reply) => `${reply.key} · ${reply.locale}`,
  order: (one, other) => one.key.localeCompare(other.key) || one.locale.localeCompare(other.locale),
  fresh: () => ({ title: '', key: '', text: '', locale: 'en' }),
  draftOf: own,
  Fields,
  removal: { kind: 'delete', restore: (reply) => ({ method: 'POST', body: own(reply) }) },
});
