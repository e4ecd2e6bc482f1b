import { ActionIcon, Button, Switch, Textarea, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LongTextField, NumberField, OptionalTextField, SelectField, TagsField, Warned } from '../records/fields.js';
import { useField } from '../records/form-context.js';
import classes from '../records/records.module.css';
import type { Setting } from './channel-forms.js';
import { linesOf, type TextLine, type Texts, textsOf } from './texts-by-language.js';

/** The settings of a channel, each by its kind. */
export function SettingFields({ settings, at = '/settings' }: { settings: readonly Setting[]; at?: string }) {
  return settings.map((setting) => <SettingField key={setting.at} setting={setting} at={`${at}/${setting.at}`} />);
}

function SettingField({ setting, at }: { setting: Setting; at: string }) {
  const { t } = useTranslation('admin');
  switch (setting.kind) {
    case 'text':
      return <OptionalTextField at={at} placeholder={setting.placeholder} />;
    case 'long':
      return <LongTextField at={at} rows={3} />;
    case 'number':
      return <NumberField optional at={at} min={setting.min} max={setting.max} placeholder={setting.placeholder} />;
    case 'switch':
      return <SettingSwitch at={at} isOnByDefault={setting.isOnByDefault === true} />;
    case 'choice':
      return (
        <SelectField
          at={at}
          choices={setting.values
            .filter((value) => value !== setting.usual)
            .map((value) => ({ value, label: t(`inboxes.choice.${setting.at}.${value}`) }))}
          none={{ label: t(`inboxes.choice.${setting.at}.${setting.usual}`), value: undefined }}
        />
      );
    case 'list':
      return <TagsField at={at} suggestions={[]} />;
    case 'byLanguage':
      return <ByLanguageField at={at} always={setting.alwaysByLanguage === true} />;
    case 'part':
      return <PartField setting={setting} at={at} />;
  }
}

/** Not set, it is as it usually is; only the other way is written down. */
function SettingSwitch({ at, isOnByDefault }: { at: string; isOnByDefault: boolean }) {
  const field = useField<boolean | undefined>(at);
  return (
    <Switch
      label={field.label}
      description={field.hint}
      error={field.error}
      checked={field.value ?? isOnByDefault}
      onChange={({ currentTarget: { checked } }) => field.set(checked === isOnByDefault ? undefined : checked)}
    />
  );
}

function PartField({ setting, at }: { setting: Extract<Setting, { kind: 'part' }>; at: string }) {
  const field = useField<object | undefined>(at);
  return (
    <Warned warning={field.warning}>
      <Switch
        label={field.label}
        description={field.hint}
        error={field.error}
        checked={field.value !== undefined}
        onChange={({ currentTarget: { checked } }) => field.set(checked ? setting.starts : undefined)}
      />
      {field.value !== undefined && (
        <div className={classes.part}>
          <SettingFields settings={setting.settings} at={at} />
        </div>
      )}
    </Warned>
  );
}

function ByLanguageField({ at, always }: { at: string; always: boolean }) {
  const { t } = useTranslation('admin');
  const field = useField<Texts>(at);
  const lines = linesOf(field.value);
  const put = (next: TextLine[]): void => field.set(textsOf(next));
  const change = (index: number, to: Partial<TextLine>): void =>
    put(lines.map((line, place) => (place === index ? { ...line, ...to } : line)));
  const free = ['en', 'zh', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'ja'].find(
    (tag) => !lines.some(({ language }) => language === tag),
  );
  return (
    <fieldset className={classes.rows}>
      <legend>{field.label}</legend>
      {field.hint && <p className={classes.hint}>{field.hint}</p>}
      {lines.map(({ language, text }, index) => (
        <div key={index} className={classes.row}>
          <TextInput
            w={76}
            aria-label={t('inboxes.languageOf', { name: field.label, n: index + 1 })}
            placeholder={always ? 'en' : t('inboxes.everyLanguage')}
            value={language}
            onChange={(event) => change(index, { language: event.currentTarget.value.trim() })}
          />
          <Textarea
            flex={1}
            autosize
            minRows={2}
            aria-label={t('inboxes.textOf', { name: field.label, n: index + 1 })}
            value={text}
            onChange={(event) => change(index, { text: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('takeAway', { name: field.label, n: index + 1 })}
            onClick={() => put(lines.filter((_line, place) => place !== index))}
          >
            <X size={14} />
          </ActionIcon>
        </div>
      ))}
      {field.error && (
        <p className={classes.error} role="alert">
          {field.error}
        </p>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<Plus size={13} />}
        disabled={!free}
        onClick={() => put([...lines, { language: always || lines.length > 0 ? (free ?? 'en') : '', text: '' }])}
      >
        {t('inboxes.addText')}
      </Button>
    </fieldset>
  );
}
