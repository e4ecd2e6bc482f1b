import type { ConsoleSnapshot, ConsoleSync } from '../../../src/contracts/sockets.js';
import type { OfferView } from '../../../src/contracts/routing-views.js';
import type { ConversationView, PresenceView } from '../../../src/contracts/views.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { Relay } from '../../../src/platform/outbox/relay.js';
import { startApp } from '../../support/app.js';
import { connect, type TestSocket } from '../../support/sockets.js';
import { until } from '../../support/until.js';
import { announced, type Centre, type Person, startCentre } from './centre.js';

/** A screen as its snapshot describes it, kept up to date by events alone, in the way the contract allows any client. */
class Screen {
  private constructor(
    private readonly who: Person,
    private readonly socket: TestSocket,
    private state: ConsoleSnapshot,
  ) {}

  static async open(who: Person): Promise<Screen> {
    const socket = await who.screen();
    return new Screen(who, socket, await fresh(who));
  }

  /** The old snapshot and every live event received, by the rules of a client: never an older version over a newer one. */
  replayLive(): Shown {
    return this.replay(this.socket.events.map(({ name, body }) => ({ type: name, data: body })));
  }

  async replaySync(): Promise<Shown> {
    const missed = await this.socket.ask<ConsoleSync>('sync', { position: this.state.position });
    expect(missed.reset).toBe(false);
    return this.replay(missed.events);
  }

  async restart(): Promise<void> {
    this.socket.events.length = 0;
    this.state = await fresh(this.who);
  }

  get live(): TestSocket {
    return this.socket;
  }

  private replay(events: { type: string; data: unknown }[]): Shown {
    const conversations = new Map(this.state.conversations.map((one) => [one.id, one]));
    const offers = new Map(this.state.offers.map((one) => [one.id, one]));
    let presence = this.state.presence;
    for (const { type, data } of events) {
      if (type === 'conversation.updated' || type === 'conversation.assigned') {
        const next = data as ConversationView;
        if ((conversations.get(next.id)?.version ?? 0) <= next.version) conversations.set(next.id, next);
      } else if (type === 'offer.made' && (data as OfferView).state === 'pending')
        offers.set((data as OfferView).id, data as OfferView);
      else if (type === 'offer.withdrawn') offers.delete((data as { id: string }).id);
      else if (type === 'presence.updated' && (data as PresenceView).agentId === this.who.id) presence = data as PresenceView;
    }
    return shown(
      { ...this.state, presence, conversations: [...conversations.values()], offers: [...offers.values()] },
      this.who.id,
    );
  }
}

interface Shown {
  presence: Pick<PresenceView, 'state' | 'reason' | 'since'> | null;
  offers: object[];
  conversations: object[];
}

/** What both have to agree on: the state. A lease moves with every call; an event's position and its brief are no state. */
function shown({ presence, offers, conversations }: ConsoleSnapshot, agentId: string): Shown {
  const bare = <T extends { id: string }>(all: T[], ...without: string[]): object[] =>
    all
      .map((one) => Object.fromEntries(Object.entries(one).filter(([key]) => ![...without, 'position', 'change'].includes(key))))
      .sort((a, b) => String(a['id']).localeCompare(String(b['id'])));
  return {
    presence: presence && { state: presence.state, reason: presence.reason, since: presence.since },
    offers: bare(offers),
    conversations: bare(
      conversations.filter((one) => one.assignee?.id === agentId && one.status !== 'closed'),
      'digest',
    ),
  };
}

const fresh = async (who: Person): Promise<ConsoleSnapshot> => (await who.call<ConsoleSnapshot>('GET', '/v1/me/snapshot')).body;

let centre: Centre;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  centre = await startCentre();
  ana = await centre.person('Ana', 'agent', 'available');
  ben = await centre.person('Ben');
});
afterEach(() => centre.stop());

/** Snapshot and events, live as well as by sync, give what a fresh snapshot gives. */
async function expectEqual(screen: Screen, who: Person): Promise<Shown> {
  await centre.announced();
  const { position } = await fresh(who);
  await screen.live.ask('sync', { position });
  const now = shown(await fresh(who), who.id);
  await until('the live events', () => JSON.stringify(screen.replayLive()) === JSON.stringify(now), 2_000).catch(() => undefined);
  expect(screen.replayLive()).toEqual(now);
  expect(await screen.replaySync()).toEqual(now);
  await screen.restart();
  return now;
}

async function post(who: Person, path: string, body: object): Promise<void> {
  const answer = await who.call('POST', path, body);
  expect({ path, ok: answer.status < 300, body: answer.body }).toEqual({ path, ok: true, body: answer.body });
}

const offered = (who: Person) =>
  until(`an offer to ${who.id}`, async () => (await who.call<{ data: OfferView[] }>('GET', '/v1/me/offers')).body.data[0]);

/** A conversation that Ana holds. */
async function held(): Promise<{ conversationId: string; says: (text: string) => Promise<unknown> }> {
  const customer = centre.customer('Mei');
  const { conversationId } = await customer.says('hello');
  await post(ana, `/v1/offers/${(await offered(ana)).id}/accept`, {});
  return { conversationId, says: customer.says };
}

describe('snapshot and events equal a fresh snapshot', () => {
  it('after an offer, its acceptance, messages both ways, a note and the close', async () => {
    const screen = await Screen.open(ana);
    const customer = centre.customer('Mei');
    const { conversationId } = await customer.says('hello');
    const offer = await offered(ana);
    expect((await expectEqual(screen, ana)).offers).toHaveLength(1);
    await post(ana, `/v1/offers/${offer.id}/accept`, {});
    expect(await expectEqual(screen, ana)).toMatchObject({
      offers: [],
      conversations: [{ id: conversationId, status: 'assigned' }],
    });
    await customer.says('are you there?');
    await customer.says('my order is A-20417');
    await expectEqual(screen, ana);
    await post(ana, `/v1/conversations/${conversationId}/messages`, { kind: 'reply', text: 'Here I am', clientId: newId() });
    const { conversations } = await expectEqual(screen, ana);
    const lastMessage = { text: 'Here I am', direction: 'out', kind: 'text', authorName: 'Ana', at: expect.any(String) };
    expect(conversations).toEqual([expect.objectContaining({ lastOutboundAt: expect.any(String), lastMessage })]);
    await post(ana, `/v1/conversations/${conversationId}/messages`, { kind: 'note', text: 'angry', clientId: newId() });
    // A note is nothing that was said between the customer and us.
    expect((await expectEqual(screen, ana)).conversations).toEqual([expect.objectContaining({ lastMessage })]);
    await post(ana, `/v1/conversations/${conversationId}/close`, { outcome: 'solved' });
    expect((await expectEqual(screen, ana)).conversations).toEqual([]);
  });

  it('after a decline', async () => {
    const screen = await Screen.open(ana);
    await centre.customer().says('hello');
    const offer = await offered(ana);
    // Somebody else can serve: she is not asked again.
    await ben.call('PUT', '/v1/me/presence', { state: 'available' });
    await post(ana, `/v1/offers/${offer.id}/decline`, { reason: 'busy' });
    expect(await expectEqual(screen, ana)).toMatchObject({ offers: [], conversations: [], presence: { state: 'available' } });
  });

  it('after a transfer, on both screens', async () => {
    const { conversationId } = await held();
    await ben.call('PUT', '/v1/me/presence', { state: 'available' });
    const [hers, his] = [await Screen.open(ana), await Screen.open(ben)];
    await post(ana, `/v1/conversations/${conversationId}/transfer`, { agentId: ben.id, note: 'He knows the machine' });
    expect((await expectEqual(hers, ana)).conversations).toEqual([]);
    await expectEqual(his, ben);
  });

  it('after snooze, reopening by hand and a change of priority', async () => {
    const { conversationId } = await held();
    const screen = await Screen.open(ana);
    await post(ana, `/v1/conversations/${conversationId}/snooze`, { until: new Date(Date.now() + 3_600_000).toISOString() });
    expect((await expectEqual(screen, ana)).conversations).toEqual([expect.objectContaining({ status: 'snoozed' })]);
    await post(ana, `/v1/conversations/${conversationId}/close`, { outcome: 'solved' });
    await expectEqual(screen, ana);
    await ana.call('PUT', '/v1/me/presence', { state: 'away' });
    await post(ana, `/v1/conversations/${conversationId}/reopen`, {});
    await expectEqual(screen, ana);
  });

  it('after every change of presence', async () => {
    const screen = await Screen.open(ana);
    for (const presence of [
      { state: 'away', reason: 'lunch' },
      { state: 'available' },
      { state: 'finishing' },
      { state: 'offline' },
    ]) {
      expect((await ana.call('PUT', '/v1/me/presence', presence)).status).toBe(200);
      expect((await expectEqual(screen, ana)).presence).toMatchObject(presence);
    }
  });
});

it('takes the position before anything that is not yet announced: repeats, never gaps', async () => {
  await centre.announced();
  await centre.app.get(Relay).stop();
  // From here on everything is committed and nothing published: the state is ahead of the position.
  const { conversationId } = await held();
  const { position, conversations } = await fresh(ana);
  expect(conversations.map((one) => one.id)).toEqual([conversationId]);
  const { url } = centre.app.db.dataSource.options as { url: string };
  const second = await startApp({ database: { url, drop: () => Promise.resolve() } });
  try {
    await announced(second);
    const screen = await connect(second.url, '/console', ana.token);
    const { events } = await screen.ask<ConsoleSync>('sync', { position });
    screen.close();
    expect(events.filter((one) => one.type === 'conversation.assigned').map((one) => (one.data as ConversationView).id)).toEqual([
      conversationId,
    ]);
    expect(events.every((one) => one.position > position)).toBe(true);
  } finally {
    await second.stop();
  }
});

it('is for signed-in agents only, and shows supervisors every queue', async () => {
  expect((await fetch(`${centre.app.url}/v1/me/snapshot`)).status).toBe(401);
  const sue = await centre.person('Sue', 'supervisor');
  expect(await fresh(sue)).toMatchObject({
    me: { id: sue.id, role: 'supervisor' },
    presence: { state: 'offline' },
    queues: [{ queueId: centre.queueId, key: 'support' }],
  });
  expect((await fresh(ana)).queues).toEqual([]);
});
