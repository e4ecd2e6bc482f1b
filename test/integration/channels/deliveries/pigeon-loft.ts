import { expect } from '@jest/globals';
import { DrawerShelf } from '../../../../src/channels/drawers/drawer-shelf.js';
import { InboxesQueries } from '../../../../src/channels/inboxes/inboxes.queries.js';
import type { OutboundView, Page } from '../../../../src/contracts/views.js';
import type { Channel, IdentityKind } from '../../../../src/contracts/words.js';
import { carried, pigeonOn, ring, startLoft } from '../../../contract/drawers/pigeon.js';
import { startApp, type TestApp } from '../../../support/app.js';
import { aQueue } from '../../../support/builders.js';
import { until } from '../../../support/until.js';
import { aSignedIn, type Caller } from './signed-in.js';

export interface MessageRow {
  id: string;
  text: string;
  content: Record<string, unknown> | null;
  direction: string;
  author_type: string;
  customer_id: string;
  conversation_id: string;
  rev: string;
  state: string;
  reason: string | null;
  external_id: string | null;
}

/** The application with inboxes of an invented vendor on any channels, and somebody who answers. */
export class PigeonLoft {
  readonly inboxes = {} as Record<Channel, string>;
  private notes = 0;

  private constructor(
    readonly app: TestApp,
    readonly loft: Awaited<ReturnType<typeof startLoft>>,
    public supervisor: Caller,
  ) {}

  static async open(channels: Partial<Record<Channel, IdentityKind>>, templates: object[] = []): Promise<PigeonLoft> {
    const app = await startApp({ env: { VENDOR_TIMEOUT_MS: '400' } });
    const made = new PigeonLoft(app, await startLoft(ring), await aSignedIn(app, 'supervisor'));
    const [admin, queueId] = [await aSignedIn(app, 'admin'), await aQueue(app.db)];
    for (const [channel, kind] of Object.entries(channels) as [Channel, IdentityKind][]) {
      app.get(DrawerShelf).add(pigeonOn(channel, kind));
      const { status, body } = await admin.call<{ id: string }>('/v1/inboxes', 'POST', {
        ...{ key: `loft-${channel}`, name: channel, channel, provider: 'pigeon', queueId },
        ...{ settings: { loft: made.loft.url }, secrets: { ring } },
        ...(channel === 'whatsapp' ? { templates } : {}),
      });
      if (status !== 201) throw new Error(JSON.stringify(body));
      made.inboxes[channel] = body.id;
    }
    app.get(InboxesQueries).forget();
    return made;
  }

  async close(): Promise<void> {
    await this.app.stop();
    await this.loft.stop();
  }

  id(): string {
    return `note-${++this.notes}`;
  }

  /** Delivered in one call, and each with its outcome. */
  async bring(channel: Channel, ...notes: object[]): Promise<void> {
    const response = await fetch(`${this.app.url}/v1/inboxes/${this.inboxes[channel]}/webhook`, carried(notes));
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    await this.settled();
  }

  settled(): Promise<true> {
    return until('every delivery with its outcome', async () => {
      const rows = await this.app.db.query(`SELECT 1 FROM inbound_deliveries WHERE state = 'received' LIMIT 1`);
      return rows.length === 0;
    });
  }

  async says(channel: Channel, from: string, text: string, more: object = {}): Promise<MessageRow> {
    const id = this.id();
    await this.bring(channel, { id, kind: 'says', from, text, ...more });
    return this.message('external_id = $1', id);
  }

  async message(where: string, ...values: unknown[]): Promise<MessageRow> {
    const [row] = await this.app.db.query<MessageRow>(
      `SELECT id, text, content, direction, author_type, customer_id, conversation_id, rev, delivery_state AS state, delivery_reason AS reason,
              external_id
       FROM messages WHERE ${where}`,
      values,
    );
    return row!;
  }

  async outcome(
    externalId: string,
  ): Promise<{ state: string; detail: string | null; message_id: string | null; attempts: number }> {
    const [row] = await this.app.db.query<{ state: string; detail: string | null; message_id: string | null; attempts: number }>(
      'SELECT state, detail, message_id, attempts FROM inbound_deliveries WHERE external_id = $1',
      [externalId],
    );
    return row!;
  }

  async call<T = Record<string, unknown>>(path: string, method = 'GET', body?: object): Promise<{ status: number; body: T }> {
    const answer = await this.supervisor.call<T>(path, method, body);
    if (answer.status !== 401) return answer;
    this.supervisor = await aSignedIn(this.app, 'supervisor');
    return this.supervisor.call<T>(path, method, body);
  }

  write<T = { id: string }>(conversationId: string, body: object): Promise<{ status: number; body: T }> {
    return this.call<T>(`/v1/conversations/${conversationId}/messages`, 'POST', { kind: 'reply', text: '', ...body });
  }

  /** Among what has not left, or came back; once it looks like this. */
  async listed(messageId: string, like: Partial<OutboundView>): Promise<void> {
    const found = await until('the message among the dead letters', async () => {
      const { body } = await this.call<Page<OutboundView>>('/v1/outbound?limit=100');
      return body.data.find((one) => one.messageId === messageId && one.partsLeft === like.partsLeft);
    });
    expect(found).toMatchObject(like);
  }

  becomes(id: string, state: string): Promise<MessageRow> {
    return until(`the state ${state}`, async () => {
      const row = await this.message('id = $1', id);
      return row.state === state ? row : undefined;
    });
  }

  async pass(ms: number): Promise<void> {
    await this.app.moveClock(ms);
    await this.app.sweep();
  }
}
