import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboundSenders } from '../../../../src/channels/deliveries/outbound-senders.js';
import { jobSettings } from '../../../../src/contracts/jobs.js';
import { until } from '../../../support/until.js';
import { type MessageRow, PigeonLoft } from './pigeon-loft.js';

describe('a vendor that takes its time', () => {
  const customers = jobSettings['send-message'].concurrency + 4;
  const asked = new Set<string>();
  let loft: PigeonLoft;
  let answer: () => void;

  beforeAll(async () => {
    loft = await PigeonLoft.open({ whatsapp: 'whatsapp', sms: 'phone' });
    const answered = new Promise<void>((resolve) => (answer = resolve));
    loft.app.get(OutboundSenders).register('whatsapp', async ({ messageId }) => {
      asked.add(messageId);
      await answered;
      return { state: 'sent' };
    });
  });
  afterAll(() => {
    // Whoever still waits for the vendor would hold up the end.
    answer?.();
    return loft?.close();
  });

  it('holds up its own channel and no other, and what waited behind it leaves by itself', async () => {
    const numbers = Array.from({ length: customers }, (_none, n) => String(4_930_200_000 + n));
    await loft.bring('whatsapp', ...numbers.map((from) => ({ id: loft.id(), kind: 'says', from, text: `from ${from}` })));
    const slow = await Promise.all(
      numbers.map(async (from) => {
        const { conversation_id: conversationId }: MessageRow = await loft.message('text = $1', `from ${from}`);
        return (await loft.write(conversationId, { text: 'slowly' })).body.id;
      }),
    );
    await until('the vendor asked', () => asked.size > 0);
    const said = await loft.says('sms', '+4930300000', 'hello');
    const { body: quick } = await loft.write(said.conversation_id, { text: 'quickly' });
    await loft.becomes(quick.id, 'sent');
    expect(asked.size).toBeLessThan(customers);
    answer();
    for (const id of slow) await loft.becomes(id, 'sent');
  });
});
