import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErasureView } from '../../../src/contracts/privacy.js';
import { call } from '../live/api.js';
import { errorLine } from '../live/problem.js';
import { spelled } from './fact-rows.js';
import { useKnown } from './known.js';
import classes from './privacy.module.css';
import rows from './rows.module.css';
import { Quiet, Refused } from './section.js';

/** Erasing cannot be taken back: what would go is counted first, and who does it types whom they mean. */
export function Erase() {
  const { t } = useTranslation('customer');
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={classes.part}>
      <p className={rows.sub}>{t('erasure')}</p>
      <Button size="compact-xs" variant="outline" color="red" onClick={() => setOpen(true)}>
        {t('erase')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('eraseTitle')}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
      >
        {isOpen && <EraseForm onClose={() => setOpen(false)} />}
      </Modal>
    </div>
  );
}

function EraseForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('customer');
  const { known, refresh } = useKnown();
  const { customer } = known;
  const [preview, setPreview] = useState<ErasureView | null>(null);
  const [done, setDone] = useState<ErasureView | null>(null);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const word = (customer.name ?? '').trim() || t('eraseWord');
  const isConfirmed = typed.trim() === word && reason.trim() !== '';

  useEffect(() => {
    call<ErasureView>('POST', `/v1/customers/${customer.id}/erasure?dryRun=true`, { reason: 'preview' }).then(
      setPreview,
      (failed) => setError(errorLine(failed)),
    );
  }, [customer.id]);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!isConfirmed || isBusy) return;
    setBusy(true);
    setError(null);
    try {
      setDone(await call<ErasureView>('POST', `/v1/customers/${customer.id}/erasure`, { reason: reason.trim() }));
      await refresh().catch(() => undefined);
    } catch (failed) {
      setError(errorLine(failed));
    } finally {
      setBusy(false);
    }
  };

  if (done)
    return (
      <div className={classes.part} role="status">
        <p>{t('erased')}</p>
        <p className={classes.counts}>{t('eraseProof', { id: done.id })}</p>
        <Button size="xs" onClick={onClose} data-autofocus>
          {t('ui:close')}
        </Button>
      </div>
    );
  return (
    <form aria-label={t('eraseTitle')} onSubmit={(event) => void submit(event)}>
      <Quiet>{t('eraseWarning')}</Quiet>
      {preview && (
        <p className={classes.counts}>
          {t('eraseCounts')}{' '}
          {Object.entries(preview.counts)
            .filter(([, count]) => count > 0)
            .map(([kind, count]) => `${spelled(kind)} ${count}`)
            .join(' · ')}
        </p>
      )}
      <TextInput
        label={t('eraseReason')}
        description={t('eraseReasonHint')}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        mt="xs"
        label={t('eraseType', { word })}
        value={typed}
        autoComplete="off"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Refused>{error}</Refused>
      <div className={rows.acts}>
        <Button mt="sm" type="submit" size="xs" color="red" disabled={!isConfirmed} loading={isBusy}>
          {t('eraseNow')}
        </Button>
        <Button mt="sm" size="xs" variant="subtle" color="gray" onClick={onClose}>
          {t('ui:cancel')}
        </Button>
      </div>
    </form>
  );
}
