import { useCallback, useEffect, useState } from 'react';
import type { InboundDeliveryView, OutboundView } from '../../../src/contracts/views.js';
import type { Channel } from '../../../src/contracts/words.js';
import { say, sayError } from '../frame/say.js';
import { call, list } from '../live/api.js';
import { errorLine } from '../live/problem.js';
import { words } from '../words.js';

export interface Undelivered {
  id: string;
  /** `out`: not delivered. `waiting`: tried again by itself. `in`: came, and could not be read. */
  kind: 'out' | 'waiting' | 'in';
  channel: Channel;
  at: string;
  why: string;
  conversationId: string | null;
}

const EVERY_MS = 15_000;

const ofMessage = (one: OutboundView, kind: 'out' | 'waiting'): Undelivered => ({
  ...{ id: one.messageId, kind, channel: one.channel, at: one.createdAt },
  ...{ why: one.reason ?? '', conversationId: one.conversationId },
});
const ofDelivery = (one: InboundDeliveryView): Undelivered => ({
  ...{ id: one.id, kind: 'in', channel: one.channel, at: one.receivedAt },
  ...{ why: one.detail ?? '', conversationId: one.conversationId },
});

async function readUndelivered(): Promise<Undelivered[]> {
  const [out, pending, taken] = await Promise.all([
    list<OutboundView>('/v1/outbound?state=failed&limit=50', 1),
    list<OutboundView>('/v1/outbound?state=pending&limit=50', 1),
    list<InboundDeliveryView>('/v1/inbound?state=failed&limit=50', 1),
  ]);
  return [
    ...out.map((one) => ofMessage(one, 'out')),
    // Without an attempt behind it, it is merely on its way.
    ...pending.filter((one) => one.attempts > 0).map((one) => ofMessage(one, 'waiting')),
    ...taken.map(ofDelivery),
  ];
}

/** Read anew as long as somebody looks at it. */
export function useUndelivered() {
  const [rows, setRows] = useState<Undelivered[] | null>(null);
  const [error, setError] = useState('');
  const [busyId, setBusy] = useState<string | null>(null);
  const refresh = useCallback(async (): Promise<void> => {
    try {
      setRows(await readUndelivered());
      setError('');
    } catch (reason) {
      setError(errorLine(reason));
    }
  }, []);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => document.visibilityState === 'visible' && void refresh(), EVERY_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  const again = async ({ id, kind }: Undelivered): Promise<void> => {
    setBusy(id);
    try {
      await call('POST', kind === 'in' ? `/v1/inbound/${id}/retry` : `/v1/outbound/${id}/retry`);
      say(words.t(kind === 'in' ? 'inbox:willBeRead' : 'inbox:onItsWay'));
    } catch (reason) {
      sayError(reason);
    }
    setBusy(null);
    await refresh();
  };
  return { rows, error, busyId, again: (row: Undelivered): void => void again(row) };
}
