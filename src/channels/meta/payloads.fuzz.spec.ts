import { openSigned, payloads, translated } from '../../../test/support/vendors/meta-payloads.js';
import { dice, mutated } from '../../../test/contract/drawers/fuzz.js';

const ids = (channel: (typeof payloads)[number]['channel'], body: object): string[] =>
  openSigned(channel, Buffer.from(JSON.stringify(body))).map(({ externalId }) => externalId);

it.each(payloads)('$name is cut into the same deliveries again when Meta repeats it in other company', ({ channel, body }) => {
  const call = JSON.parse(body.toString()) as { entry: object[] };
  const alone = ids(channel, call);
  expect(ids(channel, { ...call, entry: [...call.entry, ...call.entry] })).toEqual([...alone, ...alone]);
  expect(new Set(alone).size).toBe(alone.length);
});

it('ten thousand mutated calls are cut and translated without a throw, each to an outcome', () => {
  const roll = dice(20_261_122);
  const tally: Record<string, number> = {};
  for (let round = 0; round < 10_000; round += 1) {
    const { channel, body } = payloads[round % payloads.length]!;
    for (const { raw, externalId, orderKey = '' } of openSigned(channel, mutated(body, roll))) {
      // Both are kept in an index.
      expect([externalId.length <= 1100, orderKey.length <= 500]).toEqual([true, true]);
      const { outcome } = translated(channel, raw);
      tally[outcome] = (tally[outcome] ?? 0) + 1;
    }
  }
  expect(Object.keys(tally).sort()).toEqual([
    'change',
    'echo',
    'ignored',
    'message',
    'read',
    'receipts',
    'unrecognised',
    'unsupported',
  ]);
});
