import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { PolicyView } from '../../../../src/contracts/report-views.js';
import { say, sayError } from '../../frame/say.js';
import { call } from '../../live/api.js';
import { errorLine } from '../../live/problem.js';
import { keepDraft } from '../records/drafts.js';
import { readRecords, useRecords } from '../records/records.js';
import classes from '../records/records.module.css';
import { beforeOf } from './figures.js';
import { draftFrom } from './draft-from.js';
import { Replay } from './replay.js';

const path = '/v1/policies';

async function activate(policy: PolicyView, reason: string): Promise<void> {
  await call('POST', `${path}/${policy.id}/activate`, { reason });
  await readRecords(path);
}

/** Trying a version on the past, putting it in force, and the way back. */
export function PolicyActs({ record }: { record: PolicyView }) {
  const { t } = useTranslation('admin');
  const [, go] = useLocation();
  const base = draftFrom(record);
  return (
    <>
      <p>
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => {
            keepDraft('policies/new', { base: draftFrom(undefined), draft: base, version: null });
            go('/admin/policies/new');
          }}
        >
          {t('policies.beginFrom')}
        </Button>
      </p>
      <h3>{t('policies.replay')}</h3>
      <Replay key={record.id} policy={record} />
      <h3>{t('policies.force')}</h3>
      <Force key={`${record.id} ${record.active}`} policy={record} />
    </>
  );
}

function Force({ policy }: { policy: PolicyView }) {
  const { t } = useTranslation('admin');
  const { records } = useRecords<PolicyView>(path);
  const [reason, setReason] = useState('');
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  const inForce = records?.find((one) => one.active);
  const before = policy.active ? beforeOf(records ?? []) : null;
  const wished = policy.active ? before : policy;
  if (!wished) return <p>{t('policies.onlyOne')}</p>;

  const act = async (): Promise<void> => {
    setBusy(true);
    setError('');
    try {
      await activate(wished, reason);
      const back = inForce;
      const undo =
        back && ((): void => void activate(back, t('policies.undoReason')).then(() => say(t('undone'), 'good'), sayError));
      say(t('policies.nowInForce', { version: wished.version }), 'good', undo);
    } catch (refused) {
      setError(errorLine(refused));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={classes.row}
      onSubmit={(event) => {
        event.preventDefault();
        void act();
      }}
    >
      <div className={classes.rowFields}>
        <TextInput
          label={t('policies.reason')}
          description={t(policy.active ? 'policies.back.hint' : 'policies.reason.hint', { version: wished.version })}
          error={error}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" loading={isBusy} disabled={!reason.trim()}>
          {policy.active ? t('policies.goBack', { version: wished.version }) : t('policies.activate')}
        </Button>
      </div>
    </form>
  );
}
