import { Text, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DigestView } from '../../../src/contracts/digest.js';
import { say } from '../frame/say.js';
import { call } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { ActDialog } from '../ui/act-dialog.js';
import { customerName } from '../ui/customer-name.js';
import { SearchSelect } from '../ui/search-select.js';
import { act } from './acts.js';
import { Brief } from './brief.js';
import classes from './transfer-dialog.module.css';
import { closeDialog } from './dialogs.js';
import { useDraft } from './draft.js';
import { type AboutProps, Meanwhile } from './meanwhile.js';
import { TargetOption, useTransferTargets } from './transfer-targets.js';

/** To another agent or queue, with the brief and a note that save the customer from telling it again. */
export function TransferDialog({ one, fresh }: AboutProps) {
  const { t } = useTranslation('inbox');
  const isMine = one.assignee?.id === useDesk((desk) => desk.me?.id);
  const [target, setTarget] = useState<string | null>(null);
  const [note, setNote] = useDraft(`transfer.${one.id}`);
  const targets = useTransferTargets(one.id);
  const name = targets?.names.get(target ?? '');

  const run = async (): Promise<void> => {
    const [kind, id] = (target ?? '').split(' ');
    const words = note.trim();
    await act(one, 'transfer', { [kind === 'agent' ? 'agentId' : 'queueId']: id, ...(words ? { note: words } : {}) });
    setNote('');
    say(t('transferredSaid', { name: customerName(one.customerName, one.customerId), to: name }), 'good');
  };
  return (
    <ActDialog
      title={t(isMine ? 'transferTitle' : 'moveTitle', { name: customerName(one.customerName, one.customerId) })}
      action={isMine ? t('transfer') : t('move')}
      run={run}
      onClose={closeDialog}
      disabled={!target}
      size="lg"
    >
      <SearchSelect
        label={t('to')}
        placeholder={targets ? t('chooseTarget') : t('reading')}
        data={targets?.groups ?? []}
        renderOption={({ value, label }) => <TargetOption colleague={targets?.colleagues.get(value)} name={label} />}
        value={target}
        onChange={setTarget}
        nothingFound={t('frame:nothingFound')}
        isFirst
      />
      <Textarea
        label={t('note')}
        description={t('transferHint')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={10_000}
        autosize
        minRows={3}
        maxRows={8}
      />
      <BriefPreview conversationId={one.id} />
      <Meanwhile fresh={fresh} />
    </ActDialog>
  );
}

/** What goes along by itself. */
function BriefPreview({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation('inbox');
  const [digest, setDigest] = useState<DigestView | null>(null);
  useEffect(() => {
    const ending = new AbortController();
    // A brief that cannot be shown goes along all the same.
    call<DigestView>('GET', `/v1/conversations/${conversationId}/digest`, undefined, { signal: ending.signal }).then(
      setDigest,
      () => undefined,
    );
    return () => ending.abort();
  }, [conversationId]);
  if (!digest || digest.sections.length === 0) return null;
  return (
    <div className={classes.preview}>
      <Text size="xs" c="dimmed" mb={4}>
        {t('briefGoesAlong')}
      </Text>
      <Brief digest={{ ...digest, handover: null }} />
    </div>
  );
}
