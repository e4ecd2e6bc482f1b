import { randomUUID } from 'node:crypto';
import { hashPassword } from '../../../../src/accounts/passwords.js';
import type { CallView, WidgetCallView } from '../../../../src/contracts/calls.js';
import type { Role } from '../../../../src/contracts/words.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import type { TestApp } from '../../../support/app.js';
import { anAgent, anInbox, aQueue } from '../../../support/builders.js';
import { call as rest, Visitor } from '../../../support/people.js';
import { connect, type TestSocket } from '../../../support/sockets.js';
import { until } from '../../../support/until.js';

export interface Joined<View> {
  ok: boolean;
  call: View;
  iceServers: object[];
  peer: { line: string } | null;
  problem?: { code: string; status: number };
}

/** An agent with a console open; signals are sent and heard, nothing is really said. */
export class Desk {
  line = randomUUID();

  constructor(
    readonly url: string,
    readonly id: string,
    readonly name: string,
    readonly token: string,
    public screen: TestSocket,
  ) {}

  as<T = Record<string, unknown>>(method: string, path: string, body?: object) {
    return rest<T>(this.url, method, path, { token: this.token, ...(body ? { body } : {}) });
  }

  /** Accepts the offer for the call's conversation once it is there. */
  async accepts(conversationId: string): Promise<void> {
    const offer = await this.screen.next<{ id: string; conversationId: string }>(
      'offer.made',
      (one) => one.conversationId === conversationId,
    );
    const answer = await this.screen.ask('offer.accept', { offerId: offer.id });
    if (!answer.ok) throw new Error(`offer.accept: ${JSON.stringify(answer.problem)}`);
  }

  async reconnect(url = this.url): Promise<void> {
    this.screen.close();
    this.screen = await connect(url, '/console', this.token);
  }

  joins(callId: string): Promise<Joined<CallView>> {
    return this.screen.ask<Joined<CallView>>('call.join', { callId, line: this.line });
  }

  async see(callId: string): Promise<CallView> {
    return (await this.as<CallView>('GET', `/v1/calls/${callId}`)).body;
  }

  becomes(callId: string, what: string, fits: (call: CallView) => boolean): Promise<CallView> {
    return until(`the call ${what}`, async () => {
      const seen = await this.see(callId);
      return fits(seen) ? seen : undefined;
    });
  }
}

/** A customer whose page can call. */
export class Caller {
  line = randomUUID();

  constructor(readonly visitor: Visitor) {}

  get widget(): TestSocket {
    return this.visitor.widget;
  }

  starts(): Promise<Joined<WidgetCallView>> {
    return this.widget.ask<Joined<WidgetCallView>>('call.start', { line: this.line });
  }

  async calls(): Promise<WidgetCallView> {
    const answer = await this.starts();
    if (!answer.ok) throw new Error(`call.start: ${JSON.stringify(answer.problem)}`);
    return answer.call;
  }

  joins(callId: string): Promise<Joined<WidgetCallView>> {
    return this.widget.ask<Joined<WidgetCallView>>('call.join', { callId, line: this.line });
  }
}

export class WebCallWorld {
  private constructor(
    readonly app: TestApp,
    readonly queueId: string,
    readonly inboxId: string,
    readonly inboxKey: string,
  ) {}

  static async on(app: TestApp): Promise<WebCallWorld> {
    const queueId = await aQueue(app.db);
    const inboxKey = `web-${newId()}`;
    const inboxId = await anInbox(app.db, { queueId, key: inboxKey });
    await app.db.run(`UPDATE inboxes SET settings = '{"calls": true}' WHERE id = $1`, [inboxId]);
    return new WebCallWorld(app, queueId, inboxId, inboxKey);
  }

  async desk(name: string, state: 'available' | 'away' = 'available', role: Role = 'agent'): Promise<Desk> {
    const email = `${name.toLowerCase()}-${newId()}@example.test`;
    const passwordHash = await hashPassword('correct horse battery');
    const id = await anAgent(this.app.db, { name, email, role, passwordHash, queueIds: [this.queueId] });
    const { body } = await rest<{ accessToken: string }>(this.app.url, 'POST', '/v1/auth/login', {
      body: { email, password: 'correct horse battery' },
    });
    const screen = await connect(this.app.url, '/console', body.accessToken);
    await screen.ask('presence.set', { state });
    return new Desk(this.app.url, id, name, body.accessToken, screen);
  }

  async caller(): Promise<Caller> {
    return new Caller(await Visitor.open(this.app.url, undefined, { inboxKey: this.inboxKey }));
  }

  async conversationOf(callId: string): Promise<string> {
    const [row] = await this.app.db.query<{ conversation_id: string }>('SELECT conversation_id FROM calls WHERE id = $1', [
      callId,
    ]);
    return row!.conversation_id;
  }

  /** A customer and an agent who talk. */
  async talk(ana: Desk): Promise<{ mei: Caller; callId: string; conversationId: string }> {
    const mei = await this.caller();
    const { id: callId } = await mei.calls();
    const conversationId = await this.conversationOf(callId);
    await ana.accepts(conversationId);
    const joined = await ana.joins(callId);
    if (!joined.ok) throw new Error(`call.join: ${JSON.stringify(joined.problem)}`);
    const connected = await ana.screen.ask('call.connected', { callId });
    if (!connected.ok) throw new Error(`call.connected: ${JSON.stringify(connected.problem)}`);
    return { mei, callId, conversationId };
  }
}
