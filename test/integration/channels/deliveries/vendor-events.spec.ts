import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '../../../support/until.js';
import { PigeonLoft } from './pigeon-loft.js';

describe('events of a vendor in the thread', () => {
  let loft: PigeonLoft;
  beforeAll(async () => {
    loft = await PigeonLoft.open({ line: 'line', whatsapp: 'whatsapp', sms: 'phone' });
  });
  afterAll(() => loft.close());

  const announced = async (type: string, messageId: string): Promise<number> =>
    (await loft.app.db.query(`SELECT 1 FROM outbox WHERE type = $1 AND payload->>'messageId' = $2`, [type, messageId])).length;

  it('an edit keeps the text before it, takes a rev and is announced; a repeat changes nothing', async () => {
    const said = await loft.says('line', 'dove', 'frist');
    for (const id of [loft.id(), loft.id()])
      await loft.bring('line', { id, kind: 'edits', from: 'dove', about: said.external_id, text: 'first' });
    const now = await loft.message('id = $1', said.id);
    expect(now).toMatchObject({ text: 'first', content: { edits: [{ text: 'frist', at: expect.any(String) }] } });
    expect(Number(now.rev)).toBe(Number(said.rev) + 1);
    expect(await announced('message.updated', said.id)).toBe(1);
  });

  it('what is deleted stays for the agent, and says so', async () => {
    const said = await loft.says('line', 'dove', 'I did not mean that');
    await loft.bring('line', { id: loft.id(), kind: 'deletes', from: 'dove', about: said.external_id });
    expect(await loft.message('id = $1', said.id)).toMatchObject({
      text: 'I did not mean that',
      content: { deletedByCustomer: expect.any(String) },
    });
  });

  it('a reaction is one for each of them, and may be taken back', async () => {
    const said = await loft.says('line', 'jay', 'look');
    const reacts = (text: string | null) =>
      loft.bring('line', { id: loft.id(), kind: 'reacts', from: 'jay', about: said.external_id, text });
    const emojis = async () =>
      ((await loft.message('id = $1', said.id)).content?.['reactions'] as { emoji: string }[]).map((one) => one.emoji);
    await reacts('👍');
    await reacts('❤️');
    expect(await emojis()).toEqual(['❤️']);
    await reacts(null);
    expect(await emojis()).toEqual([]);
  });

  it('nobody changes what somebody else wrote', async () => {
    const said = await loft.says('line', 'rook', 'mine');
    await loft.says('line', 'wren', 'hello');
    const [edit, reaction] = [loft.id(), loft.id()];
    await loft.bring('line', { id: edit, kind: 'edits', from: 'wren', about: said.external_id, text: 'not yours' });
    await loft.bring('line', { id: reaction, kind: 'reacts', from: 'wren', about: said.external_id, text: '😈' });
    expect(await loft.message('id = $1', said.id)).toMatchObject({ text: 'mine', content: null });
    expect([(await loft.outcome(edit)).state, (await loft.outcome(reaction)).state]).toEqual(['ignored', 'ignored']);
  });

  it('an edit that overtook its message waits for it, holding nobody up, and is given up in the end', async () => {
    const [late, edit, lost] = [loft.id(), loft.id(), loft.id()];
    const put = (note: object) => loft.bring('line', note).catch(() => undefined);
    void put({ id: edit, kind: 'edits', from: 'dove', about: late, text: 'edited' });
    void put({ id: lost, kind: 'edits', from: 'dove', about: 'never-there', text: 'edited' });
    await until(
      'both put back',
      async () => (await loft.outcome(edit))?.attempts >= 1 && (await loft.outcome(lost))?.attempts >= 1,
    );
    void put({ id: late, kind: 'says', from: 'dove', text: 'as written' });
    const said = await until('the message itself', () => loft.message('external_id = $1', late));
    for (const wait of [1_100, 5_100, 30_100]) {
      const before = (await loft.outcome(lost)).attempts;
      await loft.pass(wait);
      await until('the next try', async () => (await loft.outcome(lost)).attempts > before);
    }
    await loft.settled();
    expect((await loft.message('id = $1', said.id)).text).toBe('edited');
    expect(await loft.outcome(lost)).toMatchObject({
      state: 'ignored',
      detail: expect.stringContaining('no message has this id'),
    });
  });

  it('what was written in the vendor’s own app stands in the thread as ours; our own message does not come back', async () => {
    const said = await loft.says('line', 'jay', 'is anybody there?');
    const { body } = await loft.write(said.conversation_id, { text: 'from the console' });
    const ours = await loft.becomes(body.id, 'sent');
    await loft.bring('line', { id: loft.id(), kind: 'echo', from: 'jay', about: ours.external_id, text: 'from the console' });
    const other = loft.id();
    await loft.bring('line', { id: other, kind: 'echo', from: 'jay', text: 'from the app' });
    const rows = await loft.app.db.query(
      `SELECT text, author_type, delivery_state FROM messages WHERE conversation_id = $1 AND direction = 'out' ORDER BY seq`,
      [said.conversation_id],
    );
    expect(rows).toEqual([
      { text: 'from the console', author_type: 'agent', delivery_state: 'sent' },
      { text: 'from the app', author_type: 'system', delivery_state: 'sent' },
    ]);
    expect((await loft.outcome(other)).state).toBe('accepted');
    await loft.bring('line', { id: loft.id(), kind: 'echo', from: 'stranger', text: 'to somebody unknown' });
    expect(await loft.message(`text = 'to somebody unknown'`)).toBeUndefined();
  });

  it('a watermark marks everything up to it as read', async () => {
    const said = await loft.says('line', 'wren', 'and?');
    const sent = [];
    for (const text of ['one', 'two']) sent.push((await loft.write(said.conversation_id, { text })).body.id);
    for (const id of sent) await loft.becomes(id, 'sent');
    await loft.bring('line', { id: loft.id(), kind: 'reads', from: 'wren', at: Date.now() + 120_000 });
    for (const id of sent) expect((await loft.message('id = $1', id)).state).toBe('read');
  });

  it('an answer names what it answers, also a message of ours', async () => {
    const said = await loft.says('line', 'rook', 'first question');
    const { body } = await loft.write(said.conversation_id, { text: 'our answer' });
    const ours = await loft.becomes(body.id, 'sent');
    const again = await loft.says('line', 'rook', 'about that', { about: ours.external_id });
    expect(again.content).toEqual({ answers: { messageId: ours.id } });
    expect((await loft.says('line', 'rook', 'about nothing', { about: 'gone' })).content).toBeNull();
  });

  it('a kind that cannot be shown is a placeholder in the thread, listed as unsupported', async () => {
    const id = loft.id();
    await loft.bring('line', { id, kind: 'dances', from: 'dove' });
    const shown = await loft.message('external_id = $1', id);
    expect(shown).toMatchObject({ text: '', content: { unsupported: 'dance' } });
    expect(await loft.outcome(id)).toMatchObject({ state: 'unsupported', message_id: shown.id });
  });

  it('files are expected, and the message is there before them', async () => {
    const said = await loft.says('line', 'dove', 'with a file', { files: ['a.txt'] });
    const rows = await loft.app.db.query('SELECT kind, name FROM attachments WHERE message_id = $1', [said.id]);
    expect(rows).toEqual([{ kind: 'file', name: 'a.txt' }]);
  });

  it('a number that the vendor vouches for joins at once: both ways', async () => {
    const bySms = await loft.says('sms', '+49 30 901820', 'by text message');
    const byApp = await loft.says('whatsapp', '4930901820', 'by app', { phone: '+4930901820' });
    // One thread from the first word on; how it came about is on record, and can be undone.
    expect(byApp.conversation_id).toBe(bySms.conversation_id);
    const ledger = await loft.app.db.query('SELECT into_id, reason, undone_at FROM customer_merges WHERE from_id = $1', [
      byApp.customer_id,
    ]);
    expect(ledger).toEqual([{ into_id: bySms.customer_id, reason: 'proved the same phone', undone_at: null }]);
    const first = await loft.says('whatsapp', '4930901821', 'app first', { phone: '+4930901821' });
    const then = await loft.says('sms', '+4930901821', 'then text');
    expect(then.customer_id).toBe(first.customer_id);
    const kinds = await loft.app.db.query('SELECT kind, level FROM identities WHERE customer_id = $1 ORDER BY kind', [
      first.customer_id,
    ]);
    expect(kinds).toEqual([
      { kind: 'phone', level: 'verified' },
      { kind: 'whatsapp', level: 'verified' },
    ]);
  });

  it('a number that several people use joins nobody, whatever the vendor vouches for', async () => {
    const bySms = await loft.says('sms', '+49 30 901822', 'words of one of them');
    await loft.app.db.run(`INSERT INTO shared_keys (kind, value) VALUES ('phone', '+4930901822')`);
    const byApp = await loft.says('whatsapp', '4930901822', 'words of another', { phone: '+4930901822' });
    expect(byApp.customer_id).not.toBe(bySms.customer_id);
    expect(byApp.conversation_id).not.toBe(bySms.conversation_id);
  });
});
