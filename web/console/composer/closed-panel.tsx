import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConversationChannelView, InboxTemplateView } from '../../../src/contracts/views.js';
import { fullTime } from '../ui/time.js';
import { filled } from './channel-rules.js';
import classes from './closed-panel.module.css';
import type { TemplateDraft } from './drafts.js';
import { isOpenNow } from './reply-channels.js';

interface Props {
  closed: ConversationChannelView;
  all: readonly ConversationChannelView[];
  draft: TemplateDraft | null;
  choose: (channel: string) => void;
  pick: (draft: TemplateDraft) => void;
  send: (template: InboxTemplateView, values: string[]) => void;
}

/** Why no free text can be sent, and what can be: a template, or another channel. */
export function ClosedPanel({ closed, all, draft, choose, pick, send }: Props) {
  const { t } = useTranslation('composer');
  // Nothing at all goes out through a closed inbox, a template no more than a text.
  const templates = closed.whyNot === 'inbox_closed' ? [] : closed.templates;
  const others = all.filter((other) => other.channel !== closed.channel && isOpenNow(other));
  return (
    <section id="closed" className={classes.panel} aria-label={t('closed')}>
      <p role="status">
        <WhyClosed closed={closed} />
      </p>
      {templates.length > 0 && <TemplateForm templates={templates} draft={draft} pick={pick} send={send} />}
      {others.length > 0 && (
        <p className={classes.others}>
          {t('answerBy')}
          {others.map(({ channel }) => (
            <Button key={channel} size="compact-xs" variant="default" onClick={() => choose(channel)}>
              {t(`ui:channel.${channel}`, channel)}
            </Button>
          ))}
        </p>
      )}
      {templates.length === 0 && others.length === 0 && (
        <p>{t(closed.whyNot === 'inbox_closed' ? 'noWayButInbox' : 'noOtherWay')}</p>
      )}
    </section>
  );
}

function WhyClosed({ closed: { channel, whyNot, closesAt, templates, maxTextLength } }: Pick<Props, 'closed'>) {
  const { t } = useTranslation('composer');
  const name = t(`ui:channel.${channel}`, channel);
  if (whyNot === 'inbox_closed') return t('inboxClosed', { name });
  if (maxTextLength === 0) return t('carriesNoText', { name });
  const why = closesAt ? t('windowClosed', { name, at: fullTime(closesAt) }) : t('neverWrote', { name });
  return `${why} ${templates.length > 0 ? t('onlyTemplate') : ''}`;
}

const keyOf = ({ name, language }: { name: string; language: string }): string => `${name} ${language}`;

function TemplateForm({
  templates,
  draft,
  pick,
  send,
}: Pick<Props, 'draft' | 'pick' | 'send'> & { templates: InboxTemplateView[] }) {
  const { t } = useTranslation('composer');
  const chosen = templates.find((one) => draft && keyOf(one) === keyOf(draft)) ?? templates[0];
  if (!chosen) return null;
  const values = Array.from({ length: chosen.variables }, (_, index) => draft?.values[index] ?? '');
  const isReady = values.every((value) => value.trim() !== '');
  const set = (index: number, value: string): void => {
    const next = values.map((before, at) => (at === index ? value : before));
    pick({ name: chosen.name, language: chosen.language, values: next });
  };
  return (
    // No form: it stands inside the composer's, and forms have no place in forms.
    <div
      className={classes.template}
      role="group"
      aria-label={t('templates')}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing || !(event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        if (isReady) send(chosen, values);
      }}
    >
      <p className={`user-text ${classes.preview}`} data-preview>
        {filled(chosen.body, values)}
      </p>
      <div className={classes.row}>
        <NativeSelect
          size="xs"
          aria-label={t('template')}
          value={keyOf(chosen)}
          data={templates.map((one) => ({ value: keyOf(one), label: `${one.name} (${one.language})` }))}
          onChange={({ target }) => {
            const next = templates.find((one) => keyOf(one) === target.value) ?? chosen;
            pick({ name: next.name, language: next.language, values: [] });
          }}
        />
        {values.map((value, index) => (
          <TextInput
            key={index}
            size="xs"
            maxLength={1000}
            aria-label={t('blank', { n: index + 1 })}
            placeholder={`{{${index + 1}}}`}
            value={value}
            onChange={({ target }) => set(index, target.value)}
          />
        ))}
        <Button size="xs" disabled={!isReady} onClick={() => send(chosen, values)}>
          {t('sendTemplate')}
        </Button>
      </div>
    </div>
  );
}
