import { Injectable } from '@nestjs/common';
import { room } from '../../contracts/events.js';
import { type AlertKind, agentAlertKinds } from '../../contracts/words.js';
import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';

export interface AlertWish {
  kind: AlertKind;
  /** What it is about, an id: while an alert of this kind is live for it, another is not raised. */
  key: string;
  queueId?: string | null;
  conversationId?: string | null;
  agentId?: string | null;
  /** Who hears of it: by default the supervisors alone. */
  told?: 'supervisors' | 'agent' | 'both';
  /** Ids and small words, never a customer's text. */
  data?: object;
}

/** Raised in the transaction that found the trouble, cleared in the one that ended it; screens hear of it after commit. */
@Injectable()
export class Alerts {
  constructor(private readonly outbox: Outbox) {}

  /** False where it is live already. */
  async raise(tx: Tx, wish: AlertWish): Promise<boolean> {
    const id = newId();
    const raised = await tx.run(
      `INSERT INTO alerts (id, kind, key, queue_id, conversation_id, agent_id, data) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (kind, key) WHERE cleared_at IS NULL DO NOTHING`,
      [
        id,
        wish.kind,
        wish.key,
        wish.queueId ?? null,
        wish.conversationId ?? null,
        wish.agentId ?? null,
        JSON.stringify(wish.data ?? {}),
      ],
    );
    if (raised > 0) await this.announce(tx, 'alert.raised', [{ id, rooms: roomsOf(wish) }]);
    return raised > 0;
  }

  /** What a live alert says is another by now. False where it says just that, or is over. */
  async update(
    tx: Tx,
    { kind, key, conversationId, data }: Pick<AlertWish, 'kind' | 'key' | 'conversationId' | 'data'>,
  ): Promise<boolean> {
    const rows = await tx.query<{ id: string; queueId: string | null; agentId: string | null }>(
      `UPDATE alerts SET data = $3, conversation_id = $4 WHERE kind = $1 AND key = $2 AND cleared_at IS NULL
         AND (data, conversation_id) IS DISTINCT FROM ($3::jsonb, $4::uuid)
       RETURNING id, queue_id AS "queueId", CASE WHEN kind = ANY($5::text[]) THEN agent_id END AS "agentId"`,
      [kind, key, JSON.stringify(data ?? {}), conversationId ?? null, agentAlertKinds],
    );
    await this.announce(
      tx,
      'alert.updated',
      rows.map((row) => ({ id: row.id, rooms: roomsOf({ ...row, told: 'both' }) })),
    );
    return rows.length > 0;
  }

  /** Ends the live alerts of these kinds about `key`. Gives how many ended. */
  async clear(tx: Tx, kinds: readonly AlertKind[], key: string): Promise<number> {
    const rows = await tx.query<{ id: string; queueId: string | null; agentId: string | null }>(
      `UPDATE alerts SET cleared_at = app_now() WHERE kind = ANY($1::text[]) AND key = $2 AND cleared_at IS NULL
       RETURNING id, queue_id AS "queueId", CASE WHEN kind = ANY($3::text[]) THEN agent_id END AS "agentId"`,
      [kinds, key, agentAlertKinds],
    );
    await this.announce(
      tx,
      'alert.cleared',
      rows.map((row) => ({ id: row.id, rooms: roomsOf({ ...row, told: 'both' }) })),
    );
    return rows.length;
  }

  private async announce(
    tx: Tx,
    type: 'alert.raised' | 'alert.updated' | 'alert.cleared',
    rows: readonly { id: string; rooms: string[] }[],
  ): Promise<void> {
    await this.outbox.add(
      tx,
      ...rows.map((row) => ({
        type,
        payload: { alertId: row.id },
        rooms: row.rooms,
      })),
    );
  }
}

function roomsOf({ queueId, agentId, told = 'supervisors' }: Pick<AlertWish, 'queueId' | 'agentId' | 'told'>): string[] {
  const supervisors = [room.supervisors, ...(queueId ? [room.queue(queueId)] : [])];
  return [...(told === 'agent' ? [] : supervisors), ...(told !== 'supervisors' && agentId ? [room.agent(agentId)] : [])];
}
