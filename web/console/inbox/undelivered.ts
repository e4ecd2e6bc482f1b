import { useCallback, useEffect, useState } from 'react';
import type { InboundDeliveryView, OutboundView } from '../../../src/contracts/views.js';
import { say, sayError } from '../frame/say.js';
import { call, list } from '../live/api.js';
import { errorLine } from '../live/problem.js';
import { words } from '../words.js';
import { countUndelivered } from './undelivered-count.js';
import { ofDelivery, ofMessage, type Together, type Undelivered } from './undelivered-rows.js';

const EVERY_MS = 15_000;

const directionOf = (kind: Undelivered['kind']): 'outbound' | 'inbound' =>
  kind === 'out' || kind === 'waiting' ? 'outbound' : 'inbound';

async function readUndelivered(alsoDismissed: boolean): Promise<Undelivered[]> {
  const which = `limit=50${alsoDismissed ? '' : '&dismissed=false'}`;
  const [out, pending, taken] = await Promise.all([
    list<OutboundView>(`/v1/outbound?state=failed&${which}`, 1),
    list<OutboundView>('/v1/outbound?state=pending&limit=50', 1),
    list<InboundDeliveryView>(`/v1/inbound?state=unrecognised,refused,failed&${which}`, 1),
  ]);
  return [
    ...out.map((one) => ofMessage(one, 'out')),
    // Without an attempt behind it, it is merely on its way.
    ...pending.filter((one) => one.reason !== null).map((one) => ofMessage(one, 'waiting')),
    ...taken.map(ofDelivery),
  ];
}

/** Read anew as long as somebody looks at it. */
export function useUndelivered(alsoDismissed: boolean) {
  const [rows, setRows] = useState<Undelivered[] | null>(null);
  const [error, setError] = useState('');
  const [busyId, setBusy] = useState<string | null>(null);
  const refresh = useCallback(async (): Promise<void> => {
    try {
      setRows(await readUndelivered(alsoDismissed));
      setError('');
    } catch (reason) {
      setError(errorLine(reason));
    }
  }, [alsoDismissed]);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => document.visibilityState === 'visible' && void refresh(), EVERY_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  const act = async (id: string, run: () => Promise<string>, undo?: () => void): Promise<void> => {
    setBusy(id);
    try {
      say(await run(), 'plain', undo);
    } catch (reason) {
      sayError(reason);
    }
    setBusy(null);
    await Promise.all([refresh(), countUndelivered()]);
  };
  const takeUp = ({ id, kind }: Undelivered): Promise<void> =>
    act(id, async () => {
      await call('POST', `/v1/${directionOf(kind)}/${id}/dismiss/undo`, {});
      return words.t('inbox:takenUp');
    });
  const dismiss = (row: Undelivered): Promise<void> => {
    const run = async (): Promise<string> => {
      await call('POST', `/v1/${directionOf(row.kind)}/${row.id}/dismiss`, {});
      return words.t('inbox:dismissed');
    };
    return act(row.id, run, () => void takeUp(row));
  };
  const again = ({ id, kind }: Undelivered): Promise<void> =>
    act(id, async () => {
      await call('POST', kind === 'out' ? `/v1/outbound/${id}/retry` : `/v1/inbound/${id}/retry`);
      return words.t(kind === 'out' ? 'inbox:onItsWay' : 'inbox:willBeRead');
    });
  const allAgain = ({ inboxId, what }: Together): Promise<void> =>
    act(`${inboxId} ${what}`, async () => {
      const { count } = await call<{ count: number }>('POST', `/v1/inboxes/${inboxId}/retry`, { what });
      return words.t('inbox:triedAgain', { count });
    });
  return { rows, error, busyId, again, allAgain, dismiss, takeUp };
}
