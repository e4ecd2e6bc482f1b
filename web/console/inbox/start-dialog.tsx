import { Alert, Anchor, Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView, CustomerView, Page } from '../../../src/contracts/views.js';
import type { Channel } from '../../../src/contracts/words.js';
import { call } from '../live/api.js';
import { putConversation } from '../live/apply.js';
import { Refusal } from '../live/problem.js';
import { ActDialog } from '../ui/act-dialog.js';
import { customerName } from '../ui/customer-name.js';
import { SearchSelect } from '../ui/search-select.js';
import { closeDialog } from './dialogs.js';
import { useDraft } from './draft.js';
import { goTo } from './show-source.js';

/** Channels on which one can write first; a call is begun elsewhere, the API is for machines. */
const channels: readonly Channel[] = [
  'email',
  'sms',
  'whatsapp',
  'messenger',
  'instagram',
  'telegram',
  'line',
  'wechat',
  'webchat',
];
const SEARCH_QUIET_MS = 250;

interface Found {
  id: string;
  name: string | null;
}

/** Writes to a customer first. The conversation is the agent's from the start. */
export function StartDialog({ customer }: { customer?: Found }) {
  const { t } = useTranslation('inbox');
  const [chosen, setChosen] = useState<string | null>(customer?.id ?? null);
  const [channel, setChannel] = useState<string | null>(null);
  const [subject, setSubject] = useDraft('start.subject');
  const [text, setText] = useDraft('start.text');
  const [openId, setOpenId] = useState<string | null>(null);
  const { options, isAsked, isSearching, setSearch } = useCustomers(customer);
  // The same text tried again after a lost answer must not be sent twice.
  const clientId = useRef(crypto.randomUUID());

  const run = async (): Promise<void> => {
    setOpenId(null);
    try {
      const started = await call<ConversationView>('POST', '/v1/conversations', {
        customerId: chosen,
        text: text.trim(),
        clientId: clientId.current,
        ...(channel ? { channel } : {}),
        ...(subject.trim() ? { subject: subject.trim() } : {}),
      });
      putConversation(started);
      setText('');
      setSubject('');
      goTo(started.id);
    } catch (error) {
      const id = error instanceof Refusal ? error.problem?.['conversationId' as never] : undefined;
      if (typeof id === 'string') setOpenId(id);
      throw error;
    }
  };
  return (
    <ActDialog
      title={t('startConversation')}
      action={t('send')}
      run={run}
      onClose={closeDialog}
      disabled={!chosen || text.trim() === ''}
      size="lg"
    >
      <SearchSelect
        label={t('customer')}
        placeholder={t('searchCustomer')}
        data={options}
        value={chosen}
        onChange={setChosen}
        description={t('searchHint')}
        {...(isAsked ? { nothingFound: t('frame:nothingFound') } : {})}
        onSearch={setSearch}
        isSearching={isSearching}
        isFirst={!customer}
      />
      <Select
        label={t('channel')}
        placeholder={t('asLastTime')}
        data={channels.map((value) => ({ value, label: t(`ui:channel.${value}`) }))}
        value={channel}
        onChange={setChannel}
        clearable
      />
      <TextInput
        label={t('subject')}
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
        maxLength={500}
      />
      <Textarea
        label={t('message')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={20_000}
        autosize
        minRows={4}
        maxRows={12}
        data-autofocus={customer ? true : undefined}
      />
      {openId && (
        <Alert color="yellow" p="xs">
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              closeDialog();
              goTo(openId);
            }}
          >
            {t('openTheirs')}
          </Anchor>
        </Alert>
      )}
    </ActDialog>
  );
}

/** Customers by name or address, as the server finds them. */
function useCustomers(given: Found | undefined) {
  const [found, setFound] = useState<readonly Found[]>(given ? [given] : []);
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), SEARCH_QUIET_MS);
  const [answered, setAnswered] = useState('');
  useEffect(() => {
    if (asked.length < 2) return;
    const ending = new AbortController();
    call<Page<CustomerView>>('GET', `/v1/customers?query=${encodeURIComponent(asked)}&limit=20`, undefined, {
      signal: ending.signal,
    })
      .then(({ data }) => setFound(data.filter((one) => one.mergedInto === null)))
      .catch(() => undefined)
      .finally(() => !ending.signal.aborted && setAnswered(asked));
    return () => ending.abort();
  }, [asked]);
  const isAsked = search.trim().length > 1;
  const options = found.map((one) => ({ value: one.id, label: customerName(one.name, one.id) }));
  return { options, isAsked, isSearching: isAsked && answered !== search.trim(), setSearch };
}
