import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConsoleSnapshot, ConsoleSync } from '../../../src/contracts/sockets.js';
import type { AlertView, QueueLiveView } from '../../../src/contracts/routing-views.js';
import type { ConversationView, MessageView } from '../../../src/contracts/views.js';
import { newId } from '../../../src/platform/ids/new-id.js';
import { Alerts } from '../../../src/routing/alerts/alerts.service.js';
import { aQueue } from '../../support/builders.js';
import { until } from '../../support/until.js';
import { accept, type Centre, type Person, startCentre } from '../console/centre.js';

let centre: Centre;
let ana: Person;
let sue: Person;
let admin: Person;
beforeEach(async () => {
  centre = await startCentre();
  ana = await centre.person('Ana Silva', 'agent', 'available');
  sue = await centre.person('Sue', 'supervisor');
  admin = await centre.person('Adam', 'admin');
});
afterEach(() => centre.stop());

const give = (queueIds: string[]) => admin.call('PUT', `/v1/agents/${sue.id}/supervised-queues`, { queueIds });
const monitor = (id: string, mode: string) => sue.call('POST', `/v1/conversations/${id}/monitor`, { mode });
const raise = (key: string, queueId: string | null) =>
  centre.app.db.transaction((tx) => centre.app.get(Alerts).raise(tx, { kind: 'stuck', key, queueId }));

describe('the screens of supervisors', () => {
  it('follow a conversation they monitor, on every device and after a reconnect, and stop when they do', async () => {
    const [hers, boss] = [await ana.screen(), await sue.screen()];
    const mei = centre.customer('Mei');
    await mei.says('hello');
    const { id } = await accept(hers);
    await centre.announced();
    const before = hers.events.length;
    await monitor(id, 'monitor');
    await centre.announced();
    await mei.says('are you there?');
    await boss.next<MessageView>('message.created', (one) => one.text === 'are you there?');
    const again = await sue.screen();
    await mei.says('hello again');
    await again.next<MessageView>('message.created', (one) => one.text === 'hello again');
    expect((await sue.call<ConsoleSnapshot>('GET', '/v1/me/snapshot')).body.listening).toMatchObject([
      { conversationId: id, mode: 'monitor' },
    ]);
    await monitor(id, 'off');
    await centre.announced();
    await mei.says('not for the boss');
    await hers.next<MessageView>('message.created', (one) => one.text === 'not for the boss');
    await centre.announced();
    expect(JSON.stringify([boss.events, again.events])).not.toContain('not for the boss');
    expect(JSON.stringify(hers.events.slice(before))).not.toContain(sue.id);
  });

  it('a whisper reaches the agent and whoever is beside it, and no colleague who looks on', async () => {
    const ben = await centre.person('Ben');
    const [hers, his, boss] = [await ana.screen(), await ben.screen(), await sue.screen()];
    await centre.customer('Mei').says('hello');
    const { id } = await accept(hers);
    await his.ask('conversation.view', { conversationId: id, on: true });
    await monitor(id, 'whisper');
    await hers.next<ConversationView>('conversation.updated', (one) => one.joined.some((who) => who.id === sue.id));
    await sue.call('POST', `/v1/conversations/${id}/whispers`, { text: 'offer a refund' });
    const whisper = await hers.next<MessageView>('message.created', (one) => one.text === 'offer a refund');
    expect(whisper.content).toMatchObject({ whisper: true });
    await boss.next<MessageView>('message.created', (one) => one.text === 'offer a refund');
    await centre.announced();
    const missed = await his.ask<ConsoleSync>('sync', { position: 0 });
    expect(JSON.stringify([his.events, missed])).not.toContain('offer a refund');
  });

  it('whoever looks at a conversation is told who else does, and never of a supervisor who merely monitors', async () => {
    type Viewers = { conversationId: string; agents: { id: string; name: string }[] };
    const ben = await centre.person('Ben');
    const [hers, his, boss] = [await ana.screen(), await ben.screen(), await sue.screen()];
    await centre.customer('Mei').says('hello');
    const { id } = await accept(hers);
    const look = (screen: typeof hers, on: boolean) => screen.ask('conversation.view', { conversationId: id, on });
    const seen = (screen: typeof hers, names: string[]) =>
      screen.next<Viewers>(
        'conversation.viewers',
        ({ agents }) => String(agents.map((one) => one.name).sort()) === String(names),
      );
    await look(hers, true);
    await seen(hers, ['Ana Silva']);
    await look(his, true);
    await Promise.all([seen(hers, ['Ana Silva', 'Ben'].sort()), seen(his, ['Ana Silva', 'Ben'].sort())]);
    await look(boss, true);
    await seen(hers, ['Ana Silva', 'Ben', 'Sue'].sort());
    await monitor(id, 'monitor');
    await seen(hers, ['Ana Silva', 'Ben'].sort());
    await look(his, false);
    await seen(hers, ['Ana Silva']);
    // A second screen of one person is the same person; one that breaks off leaves without a word.
    await look(his, true);
    await seen(hers, ['Ana Silva', 'Ben'].sort());
    his.socket.disconnect();
    await seen(hers, ['Ana Silva']);
  });

  it('a supervisor who looks at a conversation leaves a trace of it', async () => {
    const hers = await ana.screen();
    await centre.customer('Mei').says('hello');
    const { id } = await accept(hers);
    await (await sue.screen()).ask('conversation.view', { conversationId: id, on: true });
    const { body } = await sue.call<{ data: { action: string; subjectId: string; actor: { id: string } }[] }>(
      'GET',
      '/v1/audit?limit=100',
    );
    expect(body.data.filter((one) => one.action === 'conversation.viewed')).toMatchObject([
      { subjectId: id, actor: { id: sue.id } },
    ]);
  });

  it('show the queues they are given and no others, live, by sync and in the snapshot; presence they see of all', async () => {
    const other = await aQueue(centre.app.db, { key: 'other' });
    await give([other]);
    const boss = await sue.screen();
    await centre.customer('Mei').says('hello');
    await raise('one', centre.queueId);
    await raise('two', other);
    await raise('three', null);
    await ana.call('PUT', '/v1/me/presence', { state: 'away', reason: 'lunch' });
    await boss.next('presence.updated', (one) => one['agentId'] === ana.id);
    const board = await boss.next<QueueLiveView>('queue.updated', (one) => one.queueId === other && one.alerts === 1);
    expect(board.waiting).toBe(0);
    await centre.announced();
    const alerts = boss.events.filter((one) => one.name === 'alert.raised').map((one) => (one.body as AlertView).queueId);
    expect(alerts).toEqual([other, null]);
    expect(JSON.stringify(boss.events)).not.toContain(centre.queueId);
    const missed = await boss.ask<ConsoleSync>('sync', { position: 0 });
    const kinds = new Set(missed.events.map((one) => one.type));
    expect([kinds.has('presence.updated'), JSON.stringify(missed).includes(centre.queueId)]).toEqual([true, false]);
    const { body } = await sue.call<ConsoleSnapshot>('GET', '/v1/me/snapshot');
    expect(body.queues.map((one) => one.queueId)).toEqual([other]);
    expect(body.alerts.map((one) => one.queueId)).toEqual([null, other]);
  });

  it('change with the queues they are given, without a new connection', async () => {
    const other = await aQueue(centre.app.db, { key: 'other' });
    const boss = await sue.screen();
    await give([other]);
    await until('the rooms to have changed', async () => {
      await centre.announced();
      await raise(newId(), other);
      return boss.events.some((one) => one.name === 'alert.raised');
    });
    const before = boss.events.length;
    await raise('hidden', centre.queueId);
    await raise('shown', other);
    await boss.next<AlertView>('alert.raised', (one) => one.queueId === other);
    await centre.announced();
    expect(JSON.stringify(boss.events.slice(before))).not.toContain(centre.queueId);
  });

  it('hear of a change of their queue within half a second', async () => {
    const boss = await sue.screen();
    const took: number[] = [];
    for (const reason of ['one', 'two', 'three', 'four', 'five']) {
      await sue.call('POST', `/v1/queues/${centre.queueId}/pause`, { reason });
      const began = performance.now();
      await boss.next<QueueLiveView>('queue.updated', (one) => one.paused?.reason === reason);
      took.push(performance.now() - began);
    }
    expect(took.sort((a, b) => a - b)[2]).toBeLessThan(500);
  });
});
