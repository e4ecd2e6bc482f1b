import { CallCarriers, type CallCarrier } from '../../../../src/channels/calls/call-carriers.js';
import type { CallRow } from '../../../../src/channels/calls/calls.repository.js';
import { EndCall } from '../../../../src/channels/calls/end-call.service.js';
import { MoveCall } from '../../../../src/channels/calls/move-call.service.js';
import { StartCall } from '../../../../src/channels/calls/start-call.service.js';
import type { CallView } from '../../../../src/contracts/calls.js';
import type { ConversationView } from '../../../../src/contracts/views.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { hashPassword } from '../../../../src/accounts/passwords.js';
import { type TestApp } from '../../../support/app.js';
import { anAgent, anInbox, aQueue } from '../../../support/builders.js';
import { call as rest } from '../../../support/people.js';
import { until } from '../../../support/until.js';

/** A carrier of calls that does as it is told and remembers it; `deaf` makes it fail. */
export class RememberingCarrier implements CallCarrier {
  readonly provider = 'twilio' as const;
  readonly told: string[] = [];
  deaf = false;

  private hear(what: string): Promise<void> {
    if (this.deaf) return Promise.reject(new Error('the carrier does not answer'));
    this.told.push(what);
    return Promise.resolve();
  }

  connect(_call: CallRow, agent: { name: string }): Promise<void> {
    return this.hear(`connect ${agent.name}`);
  }
  wait(): Promise<void> {
    return this.hear('wait');
  }
  hangup(): Promise<void> {
    return this.hear('hangup');
  }
  hold(): Promise<void> {
    return this.hear('hold');
  }
  resume(): Promise<void> {
    return this.hear('resume');
  }
  record(_call: CallRow, action: string): Promise<void> {
    return this.hear(`record ${action}`);
  }
}

/** No two callers of a test file share a number. */
let callers = 0;

export interface Person {
  id: string;
  name: string;
  token: string;
}

/** A centre that takes calls by telephone: one queue, one voice inbox, agents by name. */
export class CallsWorld {
  readonly carrier: RememberingCarrier;

  private constructor(
    readonly app: TestApp,
    readonly queueId: string,
    readonly inboxId: string,
  ) {
    const carriers = app.get(CallCarriers);
    const known = (carriers as unknown as { registered: Map<string, CallCarrier> }).registered;
    known.delete('twilio');
    this.carrier = new RememberingCarrier();
    carriers.register(this.carrier);
  }

  static async on(app: TestApp): Promise<CallsWorld> {
    const queueId = await aQueue(app.db);
    const inboxId = await anInbox(app.db, { queueId, channel: 'voice' });
    return new CallsWorld(app, queueId, inboxId);
  }

  async agent(name: string, state: 'available' | 'away' | 'offline' = 'available'): Promise<Person> {
    const email = `${name.toLowerCase()}-${newId()}@example.test`;
    const passwordHash = await hashPassword('correct horse battery');
    const id = await anAgent(this.app.db, { name, email, passwordHash, queueIds: [this.queueId] });
    const signedIn = await rest<{ accessToken: string }>(this.app.url, 'POST', '/v1/auth/login', {
      body: { email, password: 'correct horse battery' },
    });
    const token = signedIn.body.accessToken;
    if (state !== 'offline') await rest(this.app.url, 'PUT', '/v1/me/presence', { token, body: { state } });
    return { id, name, token };
  }

  /** Somebody telephones. */
  async rings(state: 'greeting' | 'queued' = 'queued', number = `+4930${1_000_000 + ++callers}`): Promise<CallRow> {
    const { call } = await this.app.get(StartCall).execute({
      ...{ provider: 'twilio', inboxId: this.inboxId, externalId: `CA${newId()}`, state },
      from: { kind: 'phone', value: number, level: 'claimed', joins: true },
    });
    return call;
  }

  get moves(): MoveCall {
    return this.app.get(MoveCall);
  }

  get ends(): EndCall {
    return this.app.get(EndCall);
  }

  async as<T = Record<string, unknown>>(who: Person, method: string, path: string, body?: object) {
    return rest<T>(this.app.url, method, path, { token: who.token, ...(body ? { body } : {}) });
  }

  async see(who: Person, call: { id: string }): Promise<CallView> {
    return (await this.as<CallView>(who, 'GET', `/v1/calls/${call.id}`)).body;
  }

  /** The call once it is so. */
  becomes(who: Person, call: { id: string }, what: string, fits: (call: CallView) => boolean): Promise<CallView> {
    return until(`the call ${what}`, async () => {
      const seen = await this.see(who, call);
      return fits(seen) ? seen : undefined;
    });
  }

  async conversation(call: { conversation_id: string }): Promise<ConversationView & { epoch: number }> {
    const [row] = await this.app.db.query('SELECT * FROM conversations WHERE id = $1', [call.conversation_id]);
    return row as never;
  }

  /** The offer of the call's conversation to this agent, accepted. */
  async accept(who: Person, call: { conversation_id: string }): Promise<void> {
    const offer = await this.offer(who, call);
    const answer = await this.as(who, 'POST', `/v1/offers/${offer.id}/accept`);
    if (answer.status !== 200) throw new Error(`accept: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  offer(who: Person, call: { conversation_id: string }): Promise<{ id: string }> {
    return until(`an offer to ${who.name}`, async () => {
      const { body } = await this.as<{ data: { id: string; conversationId: string }[] }>(who, 'GET', '/v1/me/offers');
      return body.data.find((one) => one.conversationId === call.conversation_id);
    });
  }

  async item(call: { message_id: string }): Promise<{ kind: string; rev: number; content: Record<string, unknown> }> {
    const [row] = await this.app.db.query<{ kind: string; rev: string; content: Record<string, unknown> }>(
      'SELECT kind, rev, content FROM messages WHERE id = $1',
      [call.message_id],
    );
    return { ...row!, rev: Number(row!.rev) };
  }

  async history(call: { id: string }): Promise<string[]> {
    const rows = await this.app.db.query<{ type: string }>('SELECT type FROM call_events WHERE call_id = $1 ORDER BY at, id', [
      call.id,
    ]);
    return rows.map((row) => row.type);
  }
}
