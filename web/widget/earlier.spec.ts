import { describe, expect, it } from '@jest/globals';
import type { WidgetMessageView } from '../../src/contracts/views.js';
import { Earlier } from './earlier.js';
import { Thread } from './thread.js';

const message = (seq: number): WidgetMessageView =>
  ({ id: `m${seq}`, seq, rev: seq, direction: 'in', text: `${seq}`, createdAt: '' }) as unknown as WidgetMessageView;
const answer = (seqs: number[]) => ({
  ...{ epoch: 1, head: seqs.at(-1) ?? 0, reset: true, hasMore: false, conversation: null },
  messages: seqs.map(message),
});

describe('earlier messages', () => {
  /** What the customer may see of a thread of 200. */
  const visible = [1, 2, 3, 150, 160, 170, 180, 190, 200];
  const after = (seq: number): Promise<WidgetMessageView[]> => Promise.resolve(visible.filter((one) => one > seq).map(message));
  const shown = (thread: Thread): number[] => thread.messages().map(({ seq }) => seq);

  it('are read backwards over what is not theirs to see, until there are no more', async () => {
    const thread = new Thread();
    const earlier = new Earlier(thread, after);
    thread.apply(answer([190, 200]));
    earlier.look();
    expect(earlier.isThere).toBe(true);
    await earlier.load();
    expect(shown(thread)).toEqual([150, 160, 170, 180, 190, 200]);
    await earlier.load();
    expect(shown(thread)).toEqual(visible);
    expect(earlier.isThere).toBe(false);
  });

  it('are there again when the thread began anew', async () => {
    const thread = new Thread();
    const earlier = new Earlier(thread, after);
    thread.apply(answer([190, 200]));
    earlier.look();
    while (earlier.isThere) await earlier.load();
    thread.apply(answer([190, 200]));
    earlier.look();
    expect([earlier.isThere, shown(thread)]).toEqual([true, [190, 200]]);
  });

  it('are not offered where everything is there, or nothing can be read', async () => {
    const thread = new Thread();
    const earlier = new Earlier(thread, () => Promise.resolve(null));
    thread.apply(answer([1]));
    earlier.look();
    expect(earlier.isThere).toBe(false);
    thread.apply(answer([70]));
    earlier.look();
    await earlier.load();
    expect(earlier.isThere).toBe(true);
  });
});
