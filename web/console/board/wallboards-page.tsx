import { Button, MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WallboardTokenView } from '../../../src/contracts/report-views.js';
import { say, sayError } from '../frame/say.js';
import { call, list, serverNow } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { errorLine } from '../live/problem.js';
import { fullTime, When } from '../ui/time.js';
import classes from './list-page.module.css';
import { useAct } from './use-act.js';

const DAY_MS = 86_400_000;
const ends = { never: 0, day: 1, month: 30, year: 365 } as const;
type Made = WallboardTokenView & { token: string };

/** Links for screens on the wall: made here, shown once, revoked here. */
export function WallboardsPage() {
  const { t } = useTranslation('board');
  const [rows, setRows] = useState<WallboardTokenView[] | null>(null);
  const [made, setMade] = useState<Made | null>(null);
  const [error, setError] = useState('');
  const read = (): Promise<void> =>
    list<WallboardTokenView>('/v1/wallboard-tokens?limit=100').then(setRows, (reason: unknown) => setError(errorLine(reason)));
  useEffect(() => void read(), []);
  return (
    <main className={classes.page} aria-label={t('wallboards')}>
      <h1>{t('wallboardsTitle')}</h1>
      <p>{t('wallboardsMean')}</p>
      <NewWallboard
        done={(one) => {
          setMade(one);
          void read();
        }}
      />
      {made && <Once made={made} />}
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
      {rows?.length === 0 && <p>{t('noWallboards')}</p>}
      {rows && rows.length > 0 && (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                {['wallboardName', 'wallboardQueues', 'column.who', 'wallboardEnds', 'lastSeen', 'column.acts'].map((key) => (
                  <th key={key} scope="col">
                    {t(key)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <Row key={one.id} one={one} again={() => void read()} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </main>
  );
}

function Row({ one, again }: { one: WallboardTokenView; again: () => void }) {
  const { t } = useTranslation('board');
  const queues = useDesk((desk) => desk.queues);
  const [isBusy, setBusy] = useState(false);
  const isOver = one.revokedAt !== null || (one.expiresAt !== null && Date.parse(one.expiresAt) <= serverNow());
  const revoke = async (): Promise<void> => {
    setBusy(true);
    try {
      await call('DELETE', `/v1/wallboard-tokens/${one.id}`);
      say(t('isRevoked', { name: one.name }), 'good');
      again();
    } catch (error) {
      sayError(error);
    }
    setBusy(false);
  };
  return (
    <tr>
      <td className="user-text">{one.name}</td>
      <td className="user-text">
        {one.queueIds === null
          ? t('wallboardAll')
          : one.queueIds.map((id) => queues.find((queue) => queue.id === id)?.name ?? '–').join(', ')}
      </td>
      <td className="user-text">{one.madeBy.name}</td>
      <td>{one.revokedAt ? t('revoked') : isOver ? t('ended') : one.expiresAt ? fullTime(one.expiresAt) : t('ends.never')}</td>
      <td>{one.lastUsedAt ? <When at={one.lastUsedAt} /> : t('never')}</td>
      <td>
        {!isOver && (
          <Button
            size="compact-xs"
            variant="default"
            loading={isBusy}
            aria-label={t('revokeNamed', { name: one.name })}
            onClick={() => void revoke()}
          >
            {t('revoke')}
          </Button>
        )}
      </td>
    </tr>
  );
}

function NewWallboard({ done }: { done: (made: Made) => void }) {
  const { t } = useTranslation('board');
  const queues = useDesk((desk) => desk.live);
  const [name, setName] = useState('');
  const [queueIds, setQueueIds] = useState<string[]>([]);
  const [end, setEnd] = useState<keyof typeof ends>('never');
  const { isBusy, error, act } = useAct();
  return (
    <form
      className={classes.form}
      aria-label={t('makeWallboard')}
      onSubmit={(event) => {
        event.preventDefault();
        act(async () => {
          const expiresAt = end === 'never' ? null : new Date(serverNow() + ends[end] * DAY_MS).toISOString();
          done(await call<Made>('POST', '/v1/wallboard-tokens', { name: name.trim(), queueIds, expiresAt }));
          setName('');
        });
      }}
    >
      <TextInput
        size="xs"
        label={t('wallboardName')}
        placeholder={t('wallboardNameHint')}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <MultiSelect
        size="xs"
        miw={220}
        label={t('wallboardQueues')}
        placeholder={queueIds.length === 0 ? t('wallboardAll') : ''}
        value={queueIds}
        onChange={setQueueIds}
        data={[...queues.values()].map((one) => ({ value: one.queueId, label: one.name }))}
      />
      <NativeSelect
        size="xs"
        label={t('wallboardEnds')}
        value={end}
        onChange={(event) => setEnd(event.currentTarget.value as keyof typeof ends)}
        data={(Object.keys(ends) as (keyof typeof ends)[]).map((value) => ({ value, label: t(`ends.${value}`) }))}
      />
      <Button type="submit" size="xs" loading={isBusy} disabled={name.trim() === ''}>
        {t('makeWallboard')}
      </Button>
      {error && (
        <p role="alert" className={classes.error}>
          {error}
        </p>
      )}
    </form>
  );
}

function Once({ made }: { made: Made }) {
  const { t } = useTranslation('board');
  // Behind the hash: what stands there is sent to no server and written into no log.
  const link = `${location.origin}/console/wallboard#token=${made.token}`;
  const copy = (): void => void navigator.clipboard.writeText(link).then(() => say(t('copied'), 'good'), sayError);
  return (
    <div className={classes.once} role="status">
      <span className="user-text">{t('shownOnce', { name: made.name })}</span>
      <code>{link}</code>
      <Button size="compact-xs" onClick={copy}>
        {t('copy')}
      </Button>{' '}
      <Button size="compact-xs" variant="default" component="a" href={link} target="_blank" rel="noreferrer">
        {t('openIt')}
      </Button>
    </div>
  );
}
