import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { say, sayError } from '../../frame/say.js';
import { call } from '../../live/api.js';
import { useFormPlace } from '../records/form-context.js';
import { Pair } from '../records/more.js';
import { takeRecord } from '../records/records.js';
import classes from '../records/records.module.css';
import { Copy } from '../records/shown-once.js';
import { setAftermath } from '../records/use-form.js';
import type { InboxRecord } from './inbox-record.js';
import { Mailbox } from './mailbox.js';
import { snippetOf } from './snippet.js';

/** Of a saved inbox: what to tell the other side, and whether it works. */
export function InboxDoors({ record }: { record: InboxRecord }) {
  const { t } = useTranslation('admin');
  return (
    <>
      {record.webhookUrl && (
        <>
          <h3>{t('inboxes.webhook')}</h3>
          <p className={classes.hint}>{t(record.channel === 'voice' ? 'inboxes.webhook.voice' : 'inboxes.webhook.hint')}</p>
          <p className={classes.copyLine}>
            <code>{record.webhookUrl}</code>
            <Copy value={record.webhookUrl} name={t('inboxes.webhook')} />
          </p>
        </>
      )}
      {record.channel === 'api' && (
        <>
          <h3>{t('inboxes.apiDoor')}</h3>
          <p className={classes.hint}>{t('inboxes.apiDoor.hint')}</p>
          <p className={classes.copyLine}>
            <code>{`${location.origin}/v1/inboxes/${record.key}/messages`}</code>
            <Copy value={`${location.origin}/v1/inboxes/${record.key}/messages`} name={t('inboxes.apiDoor')} />
          </p>
        </>
      )}
      {record.channel === 'webchat' && <Snippet record={record} />}
      {record.channel === 'webchat' && <IdentitySecret record={record} />}
      {record.channel === 'email' && record.settings['imap'] !== undefined && <Mailbox key={record.version} id={record.id} />}
    </>
  );
}

/** The one line that puts the chat on a page, with what the page may choose. */
function Snippet({ record }: { record: InboxRecord }) {
  const { t } = useTranslation('admin');
  const [language, setLanguage] = useState('');
  const [theme, setTheme] = useState('auto');
  const [side, setSide] = useState('end');
  const [proactive, setProactive] = useState('');
  const [ownButton, setOwnButton] = useState(false);
  const snippet = snippetOf(location.origin, record.key, { language, theme, side, proactive, ownButton });
  return (
    <>
      <h3>{t('inboxes.snippet')}</h3>
      <p className={classes.hint}>{t('inboxes.snippet.hint')}</p>
      <Pair>
        <Select
          label={t('inboxes.snippet.language')}
          data={[
            { value: '', label: t('inboxes.snippet.visitors') },
            { value: 'en', label: 'English' },
            { value: 'zh-CN', label: '简体中文' },
            { value: 'zh-TW', label: '繁體中文' },
          ]}
          allowDeselect={false}
          value={language}
          onChange={(value) => setLanguage(value ?? '')}
        />
        <Select
          label={t('inboxes.snippet.theme')}
          data={['auto', 'light', 'dark'].map((each) => ({ value: each, label: t(`inboxes.theme.${each}`) }))}
          allowDeselect={false}
          value={theme}
          onChange={(value) => setTheme(value ?? 'auto')}
        />
        <Select
          label={t('inboxes.snippet.side')}
          data={['end', 'start'].map((each) => ({ value: each, label: t(`inboxes.side.${each}`) }))}
          allowDeselect={false}
          value={side}
          onChange={(value) => setSide(value ?? 'end')}
        />
        <TextInput
          label={t('inboxes.snippet.proactive')}
          value={proactive}
          onChange={(event) => setProactive(event.currentTarget.value)}
        />
      </Pair>
      <Checkbox
        label={t('inboxes.snippet.ownButton')}
        checked={ownButton}
        onChange={(event) => setOwnButton(event.currentTarget.checked)}
      />
      <pre className={classes.snippet}>{snippet}</pre>
      <p>
        <Copy value={snippet} name={t('inboxes.snippet')} />
      </p>
    </>
  );
}

/** With it the site's own server says who is signed in. A new one ends the old one at once, so it is asked twice. */
function IdentitySecret({ record }: { record: InboxRecord }) {
  const { t } = useTranslation('admin');
  const { place } = useFormPlace();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const renew = async (): Promise<void> => {
    setBusy(true);
    try {
      const headers = { 'if-match': `"${record.version}"` };
      const path = `/v1/inboxes/${record.id}/identity-secret`;
      const { identitySecret, ...saved } = await call<InboxRecord & { identitySecret: string }>('POST', path, {}, { headers });
      takeRecord('/v1/inboxes', saved);
      setAftermath(place, { once: [{ name: 'identitySecret', value: identitySecret }] });
      say(t('saved'), 'good');
    } catch (error) {
      sayError(error);
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  return (
    <>
      <h3>{t('inboxes.identitySecret')}</h3>
      <p className={classes.hint}>{t('inboxes.identitySecret.about')}</p>
      {isAsking ? (
        <div className={classes.asking} role="alertdialog" aria-label={t('inboxes.newSecret')}>
          <span>{t('inboxes.newSecret.text')}</span>
          <Button color="red" size="compact-sm" loading={isBusy} onClick={() => void renew()} autoFocus>
            {t('inboxes.newSecret')}
          </Button>
          <Button variant="default" size="compact-sm" onClick={() => setAsking(false)}>
            {t('no')}
          </Button>
        </div>
      ) : (
        <p>
          {t(record.hasIdentitySecret ? 'inboxes.hasSecret' : 'inboxes.noSecret')}{' '}
          <Button variant="default" size="compact-sm" onClick={() => setAsking(true)}>
            {t('inboxes.newSecret')}
          </Button>
        </p>
      )}
    </>
  );
}
