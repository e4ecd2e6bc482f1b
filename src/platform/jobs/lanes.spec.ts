import { Lanes } from './lanes.js';

interface Held {
  id: string;
  end: () => void;
}

/** Jobs that take as long as the test wants; those woken again run at once, as the job backend would have it. */
function lanesOf(width: number): { lanes: Lanes; held: Held[]; come: (lane: string, id: string) => Promise<void> } {
  const held: Held[] = [];
  const lanes = new Lanes(width, (id) => {
    void come('slow', id);
    return Promise.resolve();
  });
  const come = (lane: string, id: string): Promise<void> =>
    lanes.run(lane, id, () => new Promise((end) => void held.push({ id, end })));
  return { lanes, held, come };
}

const names = (held: Held[]): string[] => held.map(({ id }) => id);

describe('lanes', () => {
  it('a full lane gives the hands of the next ones back, and another lane goes on', async () => {
    const { held, come } = lanesOf(2);
    void come('slow', 'a');
    void come('slow', 'b');
    await come('slow', 'c');
    void come('quick', 'z');
    expect(names(held)).toEqual(['a', 'b', 'z']);
  });

  it('who was sent away is woken as the lane gets free: each once, in the order they came', async () => {
    const { held, come } = lanesOf(1);
    const first = come('slow', 'a');
    for (const id of ['b', 'c', 'b']) await come('slow', id);
    held[0]!.end();
    await first;
    expect(names(held)).toEqual(['a', 'b']);
  });

  it('one that fails leaves its place all the same', async () => {
    const { lanes, held, come } = lanesOf(1);
    const failing = lanes.run('slow', 'a', () => Promise.reject(new Error('no')));
    await come('slow', 'b');
    await expect(failing).rejects.toThrow('no');
    expect(names(held)).toEqual(['b']);
  });
});
