import type { ConsoleSnapshot, ConsoleSync, WidgetSync } from '../../src/contracts/sockets.js';
import type { AlertView, OfferView } from '../../src/contracts/routing-views.js';
import type { MessageView, Page, PresenceView } from '../../src/contracts/views.js';
import { entities } from '../../src/entities.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import { Relay } from '../../src/platform/outbox/relay.js';
import type { Foundation } from '../../src/platform/platform.module.js';
import { seedDemo } from '../../src/seed/seed-demo.js';
import { startApp, type TestApp } from '../support/app.js';
import { onBothBackends, redisUrl } from '../support/backends.js';
import { createDatabase, moveDatabaseClock } from '../support/database.js';
import { Agent, call, Visitor } from '../support/people.js';
import { endAll, type ServerProcess, startServer } from '../support/server-process.js';
import { connect, type TestSocket } from '../support/sockets.js';
import { testSecret } from '../support/test-secret.js';
import { until } from '../support/until.js';

/** People leave without a word, and lines break; nobody is forgotten and nobody misses anything. */
onBothBackends('leaving and coming back', (backend) => {
  let app: TestApp;
  let ana: Agent;
  let ben: Agent;
  let boss: Agent;
  const visitors: Visitor[] = [];

  beforeAll(async () => {
    app = await startApp({ backend });
    await seedDemo({ dataSource: app.db.dataSource, secretKey: testSecret } as Foundation, () => undefined);
    [ana, ben] = [await Agent.signIn(app.url, 'ana'), await Agent.signIn(app.url, 'ben')];
    boss = await Agent.signIn(app.url, 'supervisor');
  });
  afterAll(async () => {
    for (const one of [ana, ben, boss, ...visitors]) one.leave();
    await app.stop();
  });
  beforeEach(async () => {
    for (const one of [ana, ben]) {
      if (!one.screen.socket.connected) await one.reconnect();
      await one.be('offline');
    }
  });

  const customer = async (name: string): Promise<Visitor> => {
    const visitor = await Visitor.open(app.url, { sub: name, name });
    visitors.push(visitor);
    return visitor;
  };
  const offered = (agent: Agent, to: Visitor): Promise<OfferView> =>
    agent.screen.next<OfferView>('offer.made', ({ customer: { id } }) => id === to.session.customer.id);
  /** A conversation in the hands of this agent, with the customer waiting for an answer. */
  const heldBy = async (agent: Agent, name: string, text: string): Promise<{ visitor: Visitor; conversationId: string }> => {
    await agent.be('available');
    const visitor = await customer(name);
    await visitor.says(text);
    const offer = await offered(agent, visitor);
    await agent.accept(offer);
    return { visitor, conversationId: offer.conversationId };
  };
  /** The machine of one agent dies; the other goes on working while the grace of the first runs out. */
  const dies = async (agent: Agent): Promise<void> => {
    await cut(agent);
    await app.moveClock(21_000);
    await app.sweep();
  };
  /** The line of an agent's screen is cut, and the server has seen it. */
  const cut = async (agent: Agent): Promise<void> => {
    agent.screen.socket.io.engine.close();
    await until(
      'the loss to be seen',
      async () =>
        (await app.db.query('SELECT 1 FROM agent_presence WHERE agent_id = $1 AND lost_at IS NOT NULL', [agent.id])).length > 0,
    );
  };
  const vanished = async (agent: Agent): Promise<AlertView[]> =>
    (await boss.do<Page<AlertView>>('GET', '/v1/alerts?kind=agent_vanished')).data.filter(
      (alert) => alert.agent?.id === agent.id,
    );
  const stateOf = async (agent: Agent) =>
    (
      await app.db.query<{ state: string; reason: string }>('SELECT state, reason FROM agent_presence WHERE agent_id = $1', [
        agent.id,
      ])
    )[0];
  const announced = async (): Promise<void> => {
    app.get(Relay).poke();
    await app.get(Relay).settled();
  };

  it('F1, F7: whoever waits for an agent who is gone is given to another at once, with everything said so far; a supervisor hears of it', async () => {
    const { visitor, conversationId } = await heldBy(ana, 'Mei', 'My order B-1001 is late.');
    await ana.reply(conversationId, 'I am looking into it.');
    await visitor.says('Thank you, I wait here.');
    await ben.be('available');
    await dies(ana);
    expect(await stateOf(ana)).toEqual({ state: 'offline', reason: 'disconnected' });
    await boss.screen.next<AlertView>('alert.raised', ({ kind, agent }) => kind === 'agent_vanished' && agent?.id === ana.id);
    expect(await vanished(ana)).toMatchObject([{ data: { reason: 'disconnected', conversations: 1, waiting: 1 } }]);
    const offer = await offered(ben, visitor);
    expect(offer.conversationId).toBe(conversationId);
    const conversation = await ben.accept(offer);
    expect(conversation).toMatchObject({ assignee: { id: ben.id }, coverFor: { id: ana.id, name: 'Ana' } });
    await app.sweep();
    expect(await vanished(ana)).toEqual([]);
    const context = await ben.context(conversationId);
    expect(context.thread.messages.map(({ text }) => text)).toEqual([
      'My order B-1001 is late.',
      'I am looking into it.',
      'Thank you, I wait here.',
    ]);
    expect(context.lastAgents.map(({ name }) => name)).toContain('Ana');
    const owners = await app.db.query<{ agent_id: string; open: boolean }>(
      'SELECT agent_id, ended_at IS NULL AS open FROM assignments WHERE conversation_id = $1 ORDER BY started_at',
      [conversationId],
    );
    expect(owners).toEqual([
      { agent_id: ana.id, open: false },
      { agent_id: ben.id, open: true },
    ]);
    await ben.close(conversationId);
  });

  it('F1: what waits for the customer stays with its owner, until the customer writes and the owner is not there', async () => {
    const { visitor, conversationId } = await heldBy(ana, 'Tom', 'Do you ship to Norway?');
    await ana.reply(conversationId, 'We do. Where to?');
    await ben.be('available');
    await dies(ana);
    expect(await ben.conversation(conversationId)).toMatchObject({ status: 'assigned', assignee: { id: ana.id } });
    await visitor.says('To Bergen.');
    const offer = await offered(ben, visitor);
    expect(await ben.accept(offer)).toMatchObject({ id: conversationId, assignee: { id: ben.id } });
    await ben.close(conversationId);
  });

  it('F7: a line that comes back within the grace costs nobody anything, with the work still on the screen', async () => {
    const { visitor, conversationId } = await heldBy(ana, 'Ida', 'Is my parcel lost?');
    for (let round = 0; round < 3; round++) {
      await cut(ana);
      await app.moveClock(15_000);
      await app.sweep();
      await ana.reconnect();
      await until('her to be there', async () => (await ana.do<PresenceView>('GET', '/v1/me/presence')).state === 'available');
    }
    expect(await ana.conversation(conversationId)).toMatchObject({
      status: 'assigned',
      assignee: { id: ana.id },
      coverFor: null,
    });
    expect(await vanished(ana)).toEqual([]);
    await ana.reply(conversationId, 'No, it arrives tomorrow.');
    await visitor.hears('No, it arrives tomorrow.');
    await ana.close(conversationId);
  });

  it('a supervisor sets a state over the head of an agent, who is told by whom and why and may change it again', async () => {
    await ana.be('available');
    await boss.do('PUT', `/v1/agents/${ana.id}/presence`, { state: 'away', reason: 'training' });
    const told = await ana.screen.next<PresenceView>('presence.updated', ({ forcedBy }) => forcedBy !== null);
    expect(told).toMatchObject({ state: 'away', reason: 'training', forcedBy: { id: boss.id } });
    expect(await ana.ask('presence.set', { state: 'available' })).toMatchObject({
      presence: { state: 'available', forcedBy: null },
    });
    await dies(ana);
    const answer = await call(app.url, 'PUT', `/v1/agents/${ana.id}/presence`, {
      token: boss.token,
      body: { state: 'available' },
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'illegal_move' } });
  });

  it('an offer to an agent who leaves goes to another before its time is up', async () => {
    await ana.be('available');
    const visitor = await customer('Lin');
    await visitor.says('Hello?');
    const first = await offered(ana, visitor);
    await ben.be('available');
    await ana.be('offline');
    await ana.screen.next('offer.withdrawn', ({ id }: { id: string }) => id === first.id);
    const second = await offered(ben, visitor);
    expect(second.conversationId).toBe(first.conversationId);
    await ben.accept(second);
    await ben.close(second.conversationId);
  });

  it('whoever wrote while nobody was there is offered as soon as somebody is', async () => {
    const visitor = await customer('Ada');
    const said = await visitor.says('Nobody there?');
    expect(said.delivery.state).toBe('sent');
    await app.sweep();
    await ana.be('available');
    const offer = await offered(ana, visitor);
    await ana.accept(offer);
    await ana.close(offer.conversationId);
  });

  it('a screen that comes back gets exactly what it missed, as a screen that stayed has seen it', async () => {
    const { visitor, conversationId } = await heldBy(ana, 'Eva', 'First');
    await announced();
    const stayed = await connect(app.url, '/console', ana.token);
    const { position } = await ana.do<ConsoleSnapshot>('GET', '/v1/me/snapshot');
    ana.leave();

    await visitor.says('Second, while she was cut off');
    const other = await customer('Finn');
    await other.says('Third, from somebody else');
    await ana.do('POST', `/v1/conversations/${conversationId}/messages`, {
      kind: 'note',
      text: 'Fourth, her other window',
      clientId: 'n-4',
    });
    await stayed.next('offer.made');
    await stayed.next<MessageView>('message.created', ({ text }) => text.startsWith('Fourth'));
    await announced();

    const screen = await ana.reconnect();
    const missed = await screen.ask<ConsoleSync>('sync', { position });
    expect(missed).toMatchObject({ ok: true, reset: false });
    // As every screen does, it leaves aside what its snapshot holds already: the last of that may still be on its way by Redis.
    const seen = seenBy(stayed).filter((event) => event.position > position);
    expect(missed.events.map(told)).toEqual(seen.map(told));
    expect(missed.events.map(({ type }) => type)).toEqual(expect.arrayContaining(['message.created', 'offer.made']));
    expect(missed.events.every((event) => event.position > position)).toBe(true);
    expect(await screen.ask<ConsoleSync>('sync', { position: missed.position })).toMatchObject({ events: [], reset: false });
    // Another colleague's screen is told nothing of a conversation that is not theirs.
    const bens = await ben.ask<ConsoleSync>('sync', { position });
    expect(bens.events.map(({ data }) => (data as Partial<PresenceView & MessageView>).conversationId)).not.toContain(
      conversationId,
    );
    stayed.close();
    other.leave();
    await ana.close(conversationId);
  });

  it('a widget that comes back gets what it missed, and nothing that is not its own', async () => {
    const { visitor, conversationId } = await heldBy(ana, 'Gil', 'Hello');
    const { epoch } = visitor.session;
    const head = (await visitor.thread()).at(-1)!.seq;
    visitor.leave();
    await ana.reply(conversationId, 'Good day');
    await ana.do('POST', `/v1/conversations/${conversationId}/messages`, { kind: 'note', text: 'Not for Gil', clientId: 'n-5' });
    await ana.reply(conversationId, 'Are you there?');

    await visitor.reconnect();
    const missed = await visitor.widget.ask<WidgetSync>('sync', { epoch, afterSeq: head });
    expect(missed).toMatchObject({
      ok: true,
      reset: false,
      hasMore: false,
      conversation: { id: conversationId, status: 'assigned' },
    });
    expect(missed.messages.map(({ text }) => text)).toEqual(['Good day', 'Are you there?']);
    expect(missed.head).toBe(missed.messages.at(-1)!.seq);
    const again = await visitor.widget.ask<WidgetSync>('sync', { epoch, afterSeq: missed.head });
    expect(again.messages).toEqual([]);
    const beyond = await visitor.widget.ask<WidgetSync>('sync', { epoch, afterSeq: 10_000 });
    expect(beyond).toMatchObject({ reset: true });
    expect(beyond.messages.map(({ text }) => text)).toEqual(['Hello', 'Good day', 'Are you there?']);
    await ana.close(conversationId);
  });
});

onBothBackends('the server itself is killed', (backend) => {
  it('F7: leases lapse by themselves, the supervisor hears of it, and who waited is given to whoever comes back first', async () => {
    const database = await createDatabase();
    const env = {
      ...{ DATABASE_URL: database.url, SECRET_KEY: testSecret, HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', SEED_DEMO: 'true' },
      ...{ LOG_LEVEL: 'fatal', RATE_LIMIT_SCALE: '1000' },
      ...(backend === 'redis' ? { REDIS_URL: redisUrl() } : {}),
    };
    const source = createDataSource({ url: database.url, poolSize: 2, entities });
    await source.initialize();
    const db = new Database(source);
    const killed = async (server: ServerProcess): Promise<void> => {
      server.kill('SIGKILL');
      await server.ended;
    };
    try {
      const first = await startServer(env);
      const ana = await Agent.signIn(first.url, 'ana');
      await ana.be('available');
      const visitor = await Visitor.open(first.url, { sub: 'Kim', name: 'Kim' });
      await visitor.says('Is anybody there?');
      await ana.accept(await ana.screen.next<OfferView>('offer.made'));
      await killed(first);
      for (const one of [ana, visitor]) one.leave();
      // Nobody was there to write down that a line was lost. Two minutes of the database's time go by.
      await moveDatabaseClock(db, 121_000);

      const second = await startServer(env);
      const boss = await Agent.signIn(second.url, 'supervisor');
      const alert = await until('the alert', async () =>
        (await boss.do<Page<AlertView>>('GET', '/v1/alerts?kind=agent_vanished')).data.find(({ agent }) => agent?.id === ana.id),
      );
      expect(alert.data).toMatchObject({ reason: 'lease_expired', conversations: 1, waiting: 1 });
      const ben = await Agent.signIn(second.url, 'ben');
      await ben.be('available');
      const offer = await ben.screen.next<OfferView>('offer.made');
      expect(await ben.accept(offer)).toMatchObject({ coverFor: { id: ana.id } });
      for (const one of [boss, ben]) one.leave();
      await killed(second);
    } finally {
      await endAll();
      await source.destroy();
      await database.drop();
    }
  });
});

interface Told {
  position: number;
  type: string;
  data: unknown;
}

/** What was pushed with a position, in order. */
function seenBy(screen: TestSocket): Told[] {
  return screen.events
    .filter(({ body }) => typeof (body as { position?: unknown })?.position === 'number')
    .map(({ name, body }) => ({ type: name, position: (body as Told).position, data: body }));
}

/** Which news, not the state it is shown in: that is read when it is told. */
const told = ({ position, type, data }: Told): string => `${position} ${type} ${(data as { id?: string }).id ?? ''}`;
