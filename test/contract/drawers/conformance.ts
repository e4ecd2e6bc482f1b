import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Drawer } from '../../../src/channels/drawers/drawer.js';
import { capabilitiesOf } from '../../../src/contracts/channels.js';
import { until } from '../../support/until.js';
import type { DrawerCase, Mood } from './drawer-case.js';
import { fuzzTranslator } from './fuzz.js';
import { Stage } from './stage.js';

export type { DrawerCase, FakeVendor, Mood, SignedCall, SigningContext, Utterance } from './drawer-case.js';
export { misbehave } from './moods.js';

const patience = 60_000;
const minute = 60_000;
const hour = 60 * minute;

/**
 * What every drawer must stand, over the real application with a real PostgreSQL; only the vendor is a stand-in. A vendor's
 * room calls it once, with what only it can know.
 */
export function describeDrawer(of: DrawerCase): void {
  const { channel, provider } = of.drawer;
  describe(`the drawer ${channel} by ${provider}`, () => {
    const stage = {} as { is: Stage };
    beforeAll(async () => {
      stage.is = await Stage.set(of);
    }, patience);
    afterAll(() => stage.is?.strike());
    beforeEach(() => stage.is.fake.behave('ok'));

    describe('at the door', () => atTheDoor(of, stage));
    describe('in the thread', () => inTheThread(of, stage));
    if (of.sends !== false) {
      describe('on the way out', () => onTheWayOut(of, stage));
      describe('with a vendor in trouble', () => inTrouble(of, stage));
    }
    describe('fed with nonsense', () => fedWithNonsense(of, stage));
  });
}

type Held = { is: Stage };

function atTheDoor(of: DrawerCase, stage: Held): void {
  it('shows where to deliver, and the names of its secrets and nothing more of them', async () => {
    const { inbox } = stage.is;
    expect(inbox.webhookUrl).toMatch(new RegExp(`/v1/inboxes/${inbox.id}/webhook$`));
    expect(inbox.secrets).toEqual(expect.arrayContaining(Object.keys(of.secrets)));
    const shown = JSON.stringify([inbox, (await stage.is.call('/v1/inboxes')).body]);
    for (const secret of Object.values(of.secrets)) expect(shown).not.toContain(String(secret));
  });

  it('lets nobody in who cannot sign, keeps nothing of it, and says nothing about why', async () => {
    const before = (await stage.is.deliveries()).length;
    const forgeries = of.forge(stage.is.saying(stage.is.utterance(0, 'not from me')));
    expect(forgeries.length).toBeGreaterThan(0);
    for (const forged of forgeries) {
      const { status, text } = await stage.is.post(forged);
      expect([status, JSON.parse(text)]).toEqual([
        401,
        expect.objectContaining({ code: 'not_verified', detail: 'The call could not be verified.' }),
      ]);
    }
    expect((await stage.is.deliveries()).length).toBe(before);
  });

  it('is no door for an inbox that is not there', async () => {
    const call = stage.is.saying(stage.is.utterance(0, 'to nobody'));
    expect((await stage.is.post(call, '0193a1b2-0000-7000-8000-000000000002')).status).toBe(404);
  });

  it('takes no more than a mebibyte', async () => {
    const { headers } = stage.is.saying(stage.is.utterance(0, 'much'));
    const { status } = await stage.is.post({ headers, body: 'x'.repeat(1024 * 1024 + 1) });
    expect(status).toBe(413);
  });

  it('answers what is genuine and unreadable without an error of its own', async () => {
    for (const body of [
      '',
      'null',
      '[]',
      '{}',
      'not what was agreed',
      '<xml>',
      '%%%=&&',
      '['.repeat(50_000),
      '\0',
      '{"a":'.repeat(2_000),
    ]) {
      const { status } = await stage.is.post(stage.is.signed(body));
      expect([body.slice(0, 20), status < 500]).toEqual([body.slice(0, 20), true]);
    }
    await stage.is.translated();
  });
}

function inTheThread(of: DrawerCase, stage: Held): void {
  it('takes a message once, however often it is delivered', async () => {
    const said = stage.is.utterance(0, 'only once');
    const call = () => stage.is.post(stage.is.saying(said));
    const first = await call();
    const answers = [...(await Promise.all([call(), call(), call()])), await call()];
    await stage.is.recorded('only once');
    answers.push(await call());
    expect(first.status).toBeLessThan(300);
    for (const answer of answers) expect(answer).toEqual(first);
    await stage.is.translated();
    expect((await stage.is.texts()).filter((one) => one.text === 'only once')).toHaveLength(1);
  });

  it('knows who it is from: each customer has a thread, and keeps it', async () => {
    await stage.is.deliver(stage.is.utterance(1, 'I am the second'));
    await stage.is.deliver(stage.is.utterance(2, 'I am the third'));
    await stage.is.deliver(stage.is.utterance(1, 'the second again'));
    const [second, third, again] = [
      await stage.is.recorded('I am the second'),
      await stage.is.recorded('I am the third'),
      await stage.is.recorded('the second again'),
    ];
    expect(again.customer_id).toBe(second.customer_id);
    expect(third.customer_id).not.toBe(second.customer_id);
    const [identity] = await stage.is.app.db.query(`SELECT kind, level FROM identities WHERE customer_id = $1 AND kind = $2`, [
      second.customer_id,
      of.identityKind,
    ]);
    expect(identity).toEqual({ kind: of.identityKind, level: of.identityLevel ?? 'verified' });
  });

  it('takes all events of a call, in order', async () => {
    const said = Array.from({ length: 12 }, (_none, n) => stage.is.utterance(1 + (n % 2), `batch ${String(n).padStart(2, '0')}`));
    await stage.is.deliver(...said);
    await stage.is.translated();
    for (const n of [0, 1]) {
      const { customer_id } = await stage.is.recorded(said[n]!.text);
      const own = said.filter((one) => one.from === said[n]!.from).map((one) => one.text);
      expect((await stage.is.thread(customer_id)).filter((one) => one.startsWith('batch'))).toEqual(own);
    }
  });

  it('keeps the order of each customer in a rush, repeats and all', async () => {
    const lanes = [0, 1, 2, 3].map((customer) =>
      Array.from({ length: 10 }, (_none, n) => stage.is.utterance(customer, `rush ${customer} ${n}`)),
    );
    await Promise.all(
      lanes.map(async (said) => {
        for (const [n, one] of said.entries()) {
          await stage.is.deliver(one);
          // The vendor was not sure that we had heard it.
          if (n % 3 === 2) await stage.is.deliver(said[n - 1]!);
        }
      }),
    );
    await stage.is.translated();
    for (const said of lanes) {
      const { customer_id } = await stage.is.recorded(said[0]!.text);
      expect((await stage.is.thread(customer_id)).filter((one) => one.startsWith('rush'))).toEqual(said.map((one) => one.text));
    }
  });

  it('lists what it does not know with a reason, and goes on', async () => {
    for (const body of of.unknownKinds(of.customers[0])) {
      const { status } = await stage.is.post(stage.is.signed(body));
      expect(status).toBeLessThan(300);
    }
    await stage.is.deliver(stage.is.utterance(0, 'after the unknown'));
    await stage.is.recorded('after the unknown');
    await stage.is.translated();
    const odd = (await stage.is.deliveries()).filter(({ state }) => state !== 'accepted');
    for (const { state, detail } of odd) {
      expect(['ignored', 'unsupported', 'unrecognised', 'refused']).toContain(state);
      expect(detail).toMatch(/./);
    }
  });

  it('keeps every letter, and bounds what has no end', async () => {
    const said = '你好 👩‍👩‍👧‍👦 \u202Eعربي <b>&amp;</b> \\" \n\t𝔘 %00 ${x}';
    await stage.is.deliver(stage.is.utterance(0, said));
    await stage.is.recorded(said);
    await stage.is.deliver(stage.is.utterance(0, `endless ${'ä'.repeat(150_000)}`));
    await stage.is.translated();
    const endless = (await stage.is.texts()).filter((one) => one.text.startsWith('endless'));
    for (const { text } of endless) expect(text.length).toBeLessThanOrEqual(100_000);
  });
}

function onTheWayOut(of: DrawerCase, stage: Held): void {
  it('carries a reply to the customer, once, and knows it again', async () => {
    const { conversationId } = await stage.is.open(0, 'please answer');
    const reply = await stage.is.reply(conversationId, 'here is the answer');
    expect(reply.delivery.state).toBe('pending');
    await stage.is.becomes(reply.id, 'sent');
    expect(stage.is.arrived(0).filter((one) => one === 'here is the answer')).toHaveLength(1);
    await stage.is.app.sweep();
    expect(stage.is.arrived(0).filter((one) => one === 'here is the answer')).toHaveLength(1);
  });

  it('sends what was written quickly in the order it was written', async () => {
    const { conversationId } = await stage.is.open(1, 'many questions');
    const texts = Array.from({ length: 5 }, (_none, n) => `answer ${n}`);
    let last = '';
    for (const text of texts) last = (await stage.is.reply(conversationId, text)).id;
    await stage.is.becomes(last, 'sent');
    expect(stage.is.arrived(1).filter((one) => one.startsWith('answer '))).toEqual(texts);
  });

  it('splits or refuses what is too long, as its capabilities say', async () => {
    const can = capabilitiesOf(of.drawer.channel, of.drawer.provider)!;
    const { conversationId } = await stage.is.open(2, 'tell me all');
    const words = Array.from(
      { length: Math.ceil((can.maxTextLength * 2.5) / 8) },
      (_none, n) => `w${String(n).padStart(6, '0')}`,
    );
    const path = `/v1/conversations/${conversationId}/messages`;
    const { status, body } = await stage.is.call<{ id: string }>(path, 'POST', { kind: 'reply', text: words.join(' ') });
    if (can.overlong === 'refuse')
      return expect([status, body]).toEqual([422, expect.objectContaining({ code: 'invalid_request' })]);
    await stage.is.becomes(body.id, 'sent');
    const parts = stage.is.arrived(2).filter((one) => /^w\d{6}/.test(one));
    expect(parts.length).toBeGreaterThan(1);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(can.maxTextLength);
    expect(parts.join(' ').split(' ')).toEqual(words);
  });

  it('hears what became of it, also when the news comes before the answer to the send', async () => {
    const { conversationId } = await stage.is.open(0, 'did you get it?');
    for (const state of ['delivered', 'read', 'failed'] as const) {
      const reply = await stage.is.reply(conversationId, `a message that is ${state}`);
      await stage.is.becomes(reply.id, 'sent');
      const left = stage.is.fake.sent.find((one) => one.text === `a message that is ${state}`)!;
      const receipt = of.receiptOf?.(left, state);
      if (!receipt) continue;
      // As if the answer to our send were still under way: the part is not known yet.
      const [known] = await stage.is.app.db.query<{ external_id: string }>(
        'DELETE FROM outbound_parts WHERE message_id = $1 RETURNING external_id',
        [reply.id],
      );
      await stage.is.post(stage.is.signed(receipt));
      await until('the receipt put back', async () => {
        const rows = await stage.is.app.db.query(`SELECT 1 FROM inbound_deliveries WHERE state = 'received' AND attempts = 1`);
        return rows.length > 0;
      });
      await stage.is.app.db.run(`INSERT INTO outbound_parts (message_id, part, inbox_id, external_id) VALUES ($1, 0, $2, $3)`, [
        reply.id,
        stage.is.inbox.id,
        known!.external_id,
      ]);
      await stage.is.pass(1_100);
      const now = await stage.is.becomes(reply.id, state);
      if (state === 'failed') expect(now.reason).toMatch(/./);
    }
  });

  it('names a final no, lists it as a dead letter, and sends it when somebody asks for it again', async () => {
    const { conversationId } = await stage.is.open(1, 'are you there?');
    stage.is.fake.behave('refuse');
    const reply = await stage.is.reply(conversationId, 'we are here');
    const { reason } = await stage.is.becomes(reply.id, 'failed');
    expect(reason).toMatch(/./);
    const listed = await stage.is.call<{ data: { messageId: string }[] }>(`/v1/outbound?state=failed&inbox=${stage.is.inbox.id}`);
    expect(listed.body.data.map((one) => one.messageId)).toContain(reply.id);
    stage.is.fake.behave('ok');
    expect((await stage.is.call(`/v1/outbound/${reply.id}/retry`, 'POST')).status).toBe(200);
    await stage.is.becomes(reply.id, 'sent');
    expect(stage.is.arrived(1).filter((one) => one === 'we are here')).toHaveLength(1);
  });
}

function inTrouble(of: DrawerCase, stage: Held): void {
  it('obeys a vendor that throttles, and does not hold it against the message', async () => {
    const { conversationId } = await stage.is.open(0, 'too fast?');
    stage.is.fake.behave('throttle');
    const reply = await stage.is.reply(conversationId, 'slowly now');
    await stage.is.tried(reply.id, 1);
    await stage.is.pass(2 * hour, 10 * minute);
    const before = await stage.is.state(reply.id);
    expect(before).toMatchObject({ state: 'pending' });
    stage.is.fake.behave('ok');
    // In steps: an attempt that was under way when the vendor recovered sets its next one by the clock it finds.
    await stage.is.pass(hour, 10 * minute);
    await stage.is.becomes(reply.id, 'sent');
    expect(stage.is.arrived(0).filter((one) => one === 'slowly now')).toHaveLength(1);
  });

  it.each<Mood>(['outage', 'half', 'nonsense', 'silence'])('tries again after %s, and loses nothing', async (mood) => {
    const { conversationId } = await stage.is.open(1, `before ${mood}`);
    stage.is.fake.behave(mood);
    const reply = await stage.is.reply(conversationId, `through ${mood}`);
    await stage.is.tried(reply.id, 1);
    expect(await stage.is.state(reply.id)).toMatchObject({ state: 'pending' });
    stage.is.fake.behave('ok');
    await stage.is.pass(6_000);
    await stage.is.becomes(reply.id, 'sent');
    expect(stage.is.arrived(1)).toContain(`through ${mood}`);
  });

  it(
    'outlives an hour without its vendor: nothing lost, everything in order for each customer',
    async () => {
      const [one, other] = [await stage.is.open(0, 'before the outage'), await stage.is.open(1, 'me too, before the outage')];
      stage.is.fake.behave('outage');
      const sent: string[] = [];
      for (let n = 0; n < 6; n++) {
        sent.push(
          (await stage.is.reply(one.conversationId, `first out ${n}`)).id,
          (await stage.is.reply(other.conversationId, `second out ${n}`)).id,
        );
        await stage.is.pass(10 * minute, 5 * minute);
        await stage.is.deliver(stage.is.utterance(0, `in meanwhile ${n}`));
      }
      for (const id of sent) expect((await stage.is.state(id)).state).toBe('pending');
      stage.is.fake.behave('ok');
      await until(
        'all of them sent',
        async () => {
          await stage.is.pass(20 * minute, 20 * minute);
          const states = await Promise.all(sent.map((id) => stage.is.state(id)));
          return states.every(({ state }) => state === 'sent');
        },
        patience,
      );
      const texts = (word: string) => Array.from({ length: 6 }, (_none, n) => `${word} ${n}`);
      expect(stage.is.arrived(0).filter((text) => text.startsWith('first out'))).toEqual(texts('first out'));
      expect(stage.is.arrived(1).filter((text) => text.startsWith('second out'))).toEqual(texts('second out'));
      await stage.is.translated();
      expect((await stage.is.thread(one.customerId)).filter((text) => text.startsWith('in meanwhile'))).toEqual(
        texts('in meanwhile'),
      );
    },
    2 * patience,
  );
}

function fedWithNonsense(of: DrawerCase, stage: Held): void {
  const connection = () => ({
    ...{ inboxId: stage.is.inbox.id, channel: of.drawer.channel },
    settings: of.settings,
    secrets: of.secrets as Record<string, string>,
  });

  it(
    'translates two thousand mutated payloads without a throw, each with an outcome',
    () => {
      const drawer = of.drawer as Drawer;
      const tally = fuzzTranslator(drawer, connection(), of.payloads, { count: 2_000, seed: 20_261_122 });
      expect(Object.values(tally).reduce((sum, n) => sum + n, 0)).toBe(2_000);
      // A fuzz that only ever finds the front door shut would prove nothing.
      expect(Object.keys(tally).length).toBeGreaterThan(1);
    },
    patience,
  );

  it(
    'records mutated payloads, or says why not',
    async () => {
      const { mutated, dice } = await import('./fuzz.js');
      const roll = dice(7);
      for (let n = 0; n < 150; n++) {
        const body = mutated(of.payloads[n % of.payloads.length]!, roll);
        const { status } = await stage.is.post(stage.is.signed(body));
        expect(status).toBeLessThan(500);
      }
      // Some of them speak of messages that never come: they are waited for, by jobs that need a moment in each step.
      await until('the last of them given up', async () => {
        await stage.is.pass(6_000);
        return (await stage.is.deliveries()).every(({ state }) => state !== 'received');
      });
      const stuck = (await stage.is.deliveries()).filter(({ state }) => state === 'failed' || state === 'received');
      expect(stuck).toEqual([]);
    },
    patience,
  );
}
