import { until } from '../../../support/until.js';
import { accountCall, accountEcho, accountSaid, customerEvent, page } from '../../../support/vendors/meta-calls.js';
import { type MetaDesk, openDesk, verifyToken } from './meta-desk.js';

const nia = '5275811702471834';
const hourMs = 3_600_000;

let desk: MetaDesk;
beforeAll(async () => {
  desk = await openDesk('messenger', { settings: { humanAgentTag: true } });
});
afterAll(() => desk.stop());

const says = (id: string, text: string) => desk.deliver(accountSaid(page, [{ from: nia, id, text, sentAt: new Date() }]));
const happens = (event: object) => desk.deliver(accountCall(page, [customerEvent(page, nia, new Date(), event)]));
const outcome = (externalId: string) =>
  until(`the outcome of ${externalId}`, async () => {
    const [row] = await desk.app.db.query<{ state: string; detail: string }>(
      `SELECT state, detail FROM inbound_deliveries WHERE external_id = $1 AND state <> 'received'`,
      [externalId],
    );
    return row;
  });

it("Meta's question is answered to whoever knows the word", async () => {
  expect(await desk.challenge(verifyToken)).toMatchObject({ status: 200, text: '1158201444' });
});

it('a customer writes to the page, an agent answers, and reads how far the customer has read', async () => {
  expect(await says('m_Q1', 'Do you ship to Kenya?')).toBe(200);
  const asked = await desk.message('m_Q1');
  const { body } = await desk.write(asked.conversation_id, { text: 'We do.' });
  const sent = await desk.sent('We do.');
  expect(sent).toMatchObject({ from: desk.meta.pageId, to: nia, body: { messaging_type: 'RESPONSE' } });
  await desk.becomes(body.id, 'sent');

  // Meta tells the page of its own message too: it stands there once.
  const { metadata } = sent.body['message'] as { metadata: string };
  await desk.deliver(accountEcho(page, { to: nia, id: sent.id, text: 'We do.', metadata }, new Date()));
  expect(await outcome(sent.id)).toMatchObject({ state: 'ignored' });
  expect(await desk.app.db.query(`SELECT 1 FROM messages WHERE text = 'We do.'`)).toHaveLength(1);

  await happens({ delivery: { mids: [sent.id], watermark: Date.now() } });
  await desk.becomes(body.id, 'delivered');
  await happens({ read: { watermark: Date.now() + 1000 } });
  await desk.becomes(body.id, 'read');
});

it('an answer that Meta took over and did not confirm is not sent twice: its echo tells', async () => {
  await says('m_LOST', 'Are you there?');
  const { conversation_id } = await desk.message('m_LOST');
  desk.meta.next('taken');
  const { body } = await desk.write(conversation_id, { text: 'Only once.' });
  const sent = await desk.sent('Only once.');
  await desk.tried(body.id);
  const { metadata } = sent.body['message'] as { metadata: string };
  await desk.deliver(accountEcho(page, { to: nia, id: sent.id, text: 'Only once.', metadata }, new Date()));
  await outcome(sent.id);
  await desk.later(6_000);
  await desk.becomes(body.id, 'sent');
  expect(desk.meta.sent.filter(({ text }) => text === 'Only once.')).toHaveLength(1);
});

it("what a colleague writes in the page's inbox stands in the thread, and is not sent again", async () => {
  await desk.deliver(accountEcho(page, { to: nia, id: 'm_COLLEAGUE', text: 'And to Uganda.' }, new Date()));
  expect(await desk.message('m_COLLEAGUE')).toMatchObject({ direction: 'out', text: 'And to Uganda.' });
  expect(desk.meta.sent.some(({ text }) => text === 'And to Uganda.')).toBe(false);
});

it('a file of a customer is fetched, and one of ours is sent by its bytes', async () => {
  const bill = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
  const url = desk.meta.holdFile({ contentType: 'application/pdf', body: bill });
  await happens({ message: { mid: 'm_F1', attachments: [{ type: 'file', payload: { url } }] } });
  const shown = await desk.message('m_F1');
  await until('the file here', async () => {
    const rows = await desk.app.db.query(`SELECT 1 FROM attachments WHERE message_id = $1 AND state = 'stored'`, [shown.id]);
    return rows.length > 0;
  });

  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bill)], { type: 'application/pdf' }), 'bill.pdf');
  const headers = { authorization: `Bearer ${desk.agent.token}` };
  const uploaded = await fetch(`${desk.app.url}/v1/attachments`, { method: 'POST', headers, body: form });
  const { id } = (await uploaded.json()) as { id: string };
  const { status, body } = await desk.write(shown.conversation_id, { text: '', attachments: [id] });
  expect([status, body]).toEqual([201, expect.anything()]);
  await desk.becomes(body.id, 'sent');
  expect(desk.meta.sent.at(-1)!.file).toMatchObject({ name: 'bill.pdf', contentType: 'application/pdf', body: bill });
});

it('with the feature "Human Agent" an agent may answer for a week, and not longer', async () => {
  await says('m_W1', 'I will be back');
  const { conversation_id } = await desk.message('m_W1');
  await desk.later(25 * hourMs);
  desk.meta.customers.set(nia, 'after-a-day');
  const { body } = await desk.write(conversation_id, { text: 'Found it' });
  await desk.becomes(body.id, 'sent');
  expect((await desk.sent('Found it')).body).toMatchObject({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
  await desk.later(6 * 24 * hourMs);
  const late = await desk.write(conversation_id, { text: 'Anything else?' });
  expect([late.status, late.body['code']]).toEqual([409, 'outside_reply_window']);
});
