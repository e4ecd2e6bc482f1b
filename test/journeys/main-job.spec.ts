import { createTransport } from 'nodemailer';
import { SmtpDoor } from '../../src/channels/email/smtp-door.service.js';
import type { OfferView } from '../../src/contracts/routing-views.js';
import type { MessageView } from '../../src/contracts/views.js';
import { Clock } from '../../src/platform/clock/clock.js';
import type { Foundation } from '../../src/platform/platform.module.js';
import { seedDemo } from '../../src/seed/seed-demo.js';
import { openPostOffice, type PostOffice, type ReceivedMail } from '../integration/channels/email/post-office.js';
import { startApp, type TestApp } from '../support/app.js';
import { onBothBackends } from '../support/backends.js';
import { Agent, offerAmong, Visitor } from '../support/people.js';
import { testSecret } from '../support/test-secret.js';
import { until } from '../support/until.js';

const support = 'support@demo.test';
const address = 'mei@shop-customer.test';
const claims = { sub: 'cust-7731', email: address, email_verified: true, name: 'Mei Lin' };
const hours = 3_600_000;

/** One customer, two channels, two agents, two weeks. Each test is the next page of the same story. */
onBothBackends('the story of Mei', (backend) => {
  let app: TestApp;
  let post: PostOffice;
  let agents: Agent[];
  let mei: Visitor;
  /** Who helps Mei at this point of the story, and in which conversation. */
  let helper: Agent;
  let conversationId: string;

  beforeAll(async () => {
    post = await openPostOffice();
    app = await startApp({ backend, env: { SMTP_URL: post.url } });
    await seedDemo({ dataSource: app.db.dataSource, secretKey: testSecret } as Foundation, () => undefined);
    agents = await arrive();
    mei = await Visitor.open(app.url, claims);
  });
  afterAll(async () => {
    for (const one of [...agents, mei]) one.leave();
    await app.stop();
    await post.stop();
  });

  const arrive = async (): Promise<Agent[]> => {
    const all = await Promise.all(['ana', 'ben', 'chen'].map((name) => Agent.signIn(app.url, name)));
    for (const agent of all) await agent.be('available');
    return all;
  };
  const seen = new Set<string>();
  /** The next offer about Mei, to whomever; accepted. */
  const accepted = async (): Promise<{ agent: Agent; offer: OfferView }> => {
    const found = await offerAmong(agents, (offer) => offer.customer.name === 'Mei Lin' && !seen.has(offer.id));
    seen.add(found.offer.id);
    const conversation = await found.agent.accept(found.offer);
    expect(conversation).toMatchObject({ status: 'assigned', assignee: { id: found.agent.id } });
    return found;
  };
  const atHelper = (text: string): Promise<MessageView> =>
    helper.screen.next<MessageView>('message.created', (message) => message.text.includes(text));
  const mail = async (letter: {
    to?: string;
    subject: string;
    text: string;
    headers?: Record<string, string>;
  }): Promise<string> => {
    const transport = createTransport({ host: '127.0.0.1', port: app.get(SmtpDoor).port, ignoreTLS: true });
    const { messageId } = await transport
      .sendMail({ from: { name: 'Mei Lin', address }, to: support, ...letter })
      .finally(() => transport.close());
    return messageId;
  };
  const arrivedAtMei = (text: string): Promise<ReceivedMail> =>
    until(`a mail to Mei: ${text}`, () =>
      post.received.find((one) => one.envelope.to.includes(address) && one.mail.text?.includes(text)),
    );
  const textsOf = async (agent: Agent): Promise<string[]> =>
    (await agent.context(conversationId)).thread.messages.map((message) => message.text.trim());

  it('a verified customer chats, and one agent is asked', async () => {
    const said = await mei.says('Hello! A cup of my order A-20417 arrived broken.');
    const { agent, offer } = await accepted();
    [helper, conversationId] = [agent, offer.conversationId];
    expect(offer.preview).toContain('A-20417');
    expect(offer.reason.sentence).not.toBe('');
    const context = await helper.context(conversationId);
    expect(context.customer.name).toBe('Mei Lin');
    expect(context.identities).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'email', value: address, level: 'verified' }),
        expect.objectContaining({ kind: 'external', value: 'cust-7731', level: 'verified' }),
      ]),
    );
    expect(context.facts).toContainEqual(
      expect.objectContaining({ value: 'A-20417', source: expect.objectContaining({ type: 'message', messageId: said.id }) }),
    );
    expect(context.thread.messages.map((message) => message.author.type)).toEqual(['customer']);
    expect(agents.flatMap((one) => one.screen.events.filter(({ name }) => name === 'offer.made'))).toHaveLength(1);
  });

  let mailId: string;
  it('her mail from the same address joins the same conversation and its owner', async () => {
    mailId = await mail({ subject: 'Photo of the cup', text: 'The handle is off.' });
    const message = await atHelper('The handle is off.');
    expect(message).toMatchObject({ conversationId, channel: 'email', unproved: true, seq: 2, externalId: mailId.slice(1, -1) });
    expect(await helper.conversation(conversationId)).toMatchObject({ status: 'assigned', assignee: { id: helper.id } });
    const [{ open }] = (await app.db.query<{ open: number }>(`SELECT count(*)::int AS open FROM conversations`)) as [
      { open: number },
    ];
    expect(open).toBe(1);
    expect(await app.db.query(`SELECT id FROM offers`)).toHaveLength(1);
  });

  let sent: ReceivedMail;
  it('the answers go out on the chat and by mail, in the thread of her mail', async () => {
    const chat = await helper.reply(conversationId, 'I am sorry, Mei.', 'webchat');
    expect(await mei.hears('I am sorry, Mei.')).toMatchObject({ id: chat.id, author: { type: 'agent', name: helper.name } });
    // No channel named: the one she used last, which is mail.
    const letter = await helper.reply(conversationId, 'A new cup leaves today.');
    expect(letter.channel).toBe('email');
    sent = await arrivedAtMei('A new cup leaves today.');
    expect(sent.mail.inReplyTo).toBe(mailId);
    expect([sent.mail.references].flat()).toContain(mailId);
    expect(sent.mail.subject).toBe('Re: Photo of the cup');
    expect(sent.mail.replyTo?.value[0]?.address).toMatch(/^support\+.+@demo\.test$/);
    await helper.screen.next<MessageView>('message.updated', ({ id, delivery }) => id === letter.id && delivery.state === 'sent');
  });

  it('her answer comes back by the reply address alone, and that address proves her', async () => {
    const to = sent.mail.replyTo!.value[0]!.address!;
    await mail({
      to,
      subject: 'Another subject',
      text: `Thank you!\n\nOn Fri, 20 Nov 2026 at 10:00, ${helper.name} <${support}> wrote:\n> A new cup leaves today.`,
    });
    const message = await atHelper('Thank you!');
    expect(message).toMatchObject({ conversationId, channel: 'email', unproved: false });
    expect(message.text).not.toContain('A new cup leaves today');
    expect(await helper.conversation(conversationId)).toMatchObject({ assignee: { id: helper.id } });
  });

  it('what she writes after the close opens it again, for the same agent though the others are idle', async () => {
    expect(await helper.close(conversationId)).toMatchObject({ status: 'closed', outcome: 'solved', assignee: null });
    const epoch = (await helper.conversation(conversationId)).epoch;
    await mei.says('One more thing: is it the blue one?');
    const { agent, offer } = await accepted();
    expect(agent.name).toBe(helper.name);
    expect(offer.conversationId).toBe(conversationId);
    expect((await helper.conversation(conversationId)).epoch).toBeGreaterThan(epoch);
    await helper.reply(conversationId, 'It is.', 'webchat');
    await mei.hears('It is.');
  });

  it('while that agent is away another gets it, and sees everything', async () => {
    await helper.close(conversationId);
    await helper.be('away');
    const before = helper;
    await mei.says('And where is the parcel?');
    const { agent, offer } = await accepted();
    expect(agent.name).not.toBe(before.name);
    expect(offer.conversationId).toBe(conversationId);
    helper = agent;
    expect(await textsOf(agent)).toEqual([
      'Hello! A cup of my order A-20417 arrived broken.',
      'The handle is off.',
      'I am sorry, Mei.',
      'A new cup leaves today.',
      'Thank you!',
      'One more thing: is it the blue one?',
      'It is.',
      'And where is the parcel?',
    ]);
    const context = await agent.context(conversationId);
    expect(context.lastAgents.map(({ name }) => name)).toContain(before.name);
    expect(context.facts.map(({ value }) => value)).toContain('A-20417');
    await agent.reply(conversationId, 'It arrives tomorrow.', 'webchat');
    await mei.hears('It arrives tomorrow.');
    await agent.close(conversationId);
  });

  it('after more than 72 hours it is a new conversation of the same thread, linked to the old one', async () => {
    for (const one of [...agents, mei]) one.leave();
    await app.moveClock(73 * hours);
    await app.sweep();
    const [last, before] = [helper.name, conversationId];
    agents = await arrive();
    mei = await Visitor.open(app.url, claims, { now: app.get(Clock).now() });
    const said = await mei.says('Hello again, the blue cup is lovely.');
    const { agent, offer } = await accepted();
    [helper, conversationId] = [agent, offer.conversationId];
    expect(agent.name).toBe(last);
    expect(conversationId).not.toBe(before);
    expect(await agent.conversation(conversationId)).toMatchObject({ previousId: before, status: 'assigned' });
    expect(await agent.conversation(before)).toMatchObject({ status: 'closed' });
    const context = await agent.context(conversationId);
    expect(context.thread.messages.at(-1)).toMatchObject({ id: said.id });
    expect(context.thread.messages.map((message) => message.text)).toContain('It arrives tomorrow.');
    expect(context.conversations.past.map(({ id, outcome }) => ({ id, outcome }))).toEqual([{ id: before, outcome: 'solved' }]);
    const thread = await mei.thread();
    expect(thread.map(({ seq }) => seq)).toEqual([...thread.keys()].map((index) => index + 1));
  });
});
