import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Problem } from '../../src/contracts/errors.js';
import type { WidgetMessageView } from '../../src/contracts/views.js';
import { Outbox, type SendAnswer } from './outbox.js';
import { Kept } from './storage.js';

/** A browser's storage, shared by its tabs. */
function aStorage(): Storage {
  const rows = new Map<string, string>();
  return {
    getItem: (key: string) => rows.get(key) ?? null,
    setItem: (key: string, value: string) => void rows.set(key, value),
    removeItem: (key: string) => void rows.delete(key),
  } as unknown as Storage;
}

const problem = (status: number): SendAnswer => ({ ok: false, problem: { status, detail: 'no' } as Problem });
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe('messages on their way out', () => {
  let storage: Storage;
  let isOnline: boolean;
  let answers: SendAnswer[];
  let sent: string[];
  let again: (() => void)[];
  let ids: number;
  /** Files by name: going (null), or why they never will be up. */
  let lacking: Record<string, string | null>;
  let renewed: string[];

  const outbox = (subject = ''): Outbox =>
    new Outbox(new Kept(`t.${subject}`, () => storage), {
      ready: () => isOnline,
      send: ({ clientId, text }) => {
        sent.push(text);
        return Promise.resolve(answers.length > 0 ? answers.shift()! : { ok: true, message: { clientId } as WidgetMessageView });
      },
      whyNot: ({ name }) => lacking[name] ?? null,
      renew: (_files, unknown) => {
        renewed.push(unknown.name);
        unknown.id = null;
      },
      sent: () => undefined,
      changed: () => undefined,
      sentence: (one) => one.detail ?? '',
      later: (act) => void again.push(act),
      newId: () => `c${++ids}`,
    });

  beforeEach(() => {
    [storage, isOnline, answers, sent, again, ids] = [aStorage(), true, [], [], [], 0];
    [lacking, renewed] = [{}, []];
  });

  it('go one after another, and are kept until each is acknowledged', async () => {
    isOnline = false;
    const box = outbox();
    box.add('one');
    box.add('two');
    await settled();
    expect(sent).toEqual([]);
    isOnline = true;
    await box.flush();
    expect(sent).toEqual(['one', 'two']);
    expect(box.pending).toEqual([]);
    expect(outbox().pending).toEqual([]);
  });

  it('keep their client id over a lost answer and a reload', async () => {
    answers = [null];
    const box = outbox();
    box.add('one');
    await settled();
    expect(again).toHaveLength(1);
    const reloaded = outbox();
    expect(reloaded.pending.map(({ clientId }) => clientId)).toEqual(['c1']);
    await reloaded.flush();
    expect(reloaded.pending).toEqual([]);
  });

  it('wait while the server is in trouble or busy, and tell a refusal', async () => {
    answers = [problem(503), problem(429), problem(403)];
    const box = outbox();
    box.add('one');
    box.add('two');
    await settled();
    expect(sent).toEqual(['one']);
    again.shift()!();
    await settled();
    again.shift()!();
    await settled();
    expect(box.pending).toEqual([expect.objectContaining({ text: 'one', failed: 'no' })]);
    expect(sent).toEqual(['one', 'one', 'one', 'two']);
    box.retry('c1');
    await settled();
    expect(box.pending).toEqual([]);
  });

  it('of two tabs stand side by side', async () => {
    isOnline = false;
    const [first, second] = [outbox(), outbox()];
    first.add('one');
    second.add('two');
    expect(outbox().pending.map(({ text }) => text)).toEqual(['one', 'two']);
    isOnline = true;
    await first.flush();
    expect(outbox().pending.map(({ text }) => text)).toEqual(['two']);
  });

  it('are those of the visitor who signs in, and not of the person who was signed in before', async () => {
    isOnline = false;
    const box = outbox();
    box.add('as a visitor');
    box.moveTo(new Kept('t.mei', () => storage), true);
    expect(box.pending.map(({ text }) => text)).toEqual(['as a visitor']);
    box.moveTo(new Kept('t.tom', () => storage), false);
    expect(box.pending).toEqual([]);
    expect([outbox().pending.length, outbox('mei').pending.length]).toEqual([0, 1]);
  });

  it('wait for their files, and those after them too', async () => {
    const box = outbox();
    const file = { name: 'cup.png', id: null as string | null };
    box.add('look', [file]);
    box.add('and then');
    await settled();
    expect(sent).toEqual([]);
    file.id = 'f1';
    await box.flush();
    expect(sent).toEqual(['look', 'and then']);
  });

  it('say that a file is lost, which is not kept with them over a reload, and go without it when they are told to', async () => {
    isOnline = false;
    outbox().add('look', [{ name: 'cup.png', id: null, file: {} as File }]);
    isOnline = true;
    lacking['cup.png'] = 'lost';
    const reloaded = outbox();
    expect(reloaded.pending[0]!.files).toEqual([{ name: 'cup.png', id: null }]);
    await reloaded.flush();
    expect([sent, reloaded.pending[0]!.failed]).toEqual([[], 'lost']);
    reloaded.retry('c1', []);
    await settled();
    expect(sent).toEqual(['look']);
  });

  it('have a file that the server does not know any more sent up anew', async () => {
    const problem = { status: 422, errors: [{ pointer: '/attachments/1', detail: '' }] } as unknown as Problem;
    answers = [{ ok: false, problem }];
    const box = outbox();
    const files = [
      { name: 'a', id: 'f1' as string | null },
      { name: 'b', id: 'f2' as string | null },
    ];
    box.add('look', files);
    await settled();
    expect([renewed, box.pending[0]!.failed]).toEqual([['b'], null]);
    files[1]!.id = 'f3';
    await box.flush();
    expect([sent, box.pending]).toEqual([['look', 'look'], []]);
  });

  it('can be taken back', () => {
    isOnline = false;
    const box = outbox();
    box.add('one');
    expect(box.take('c1')?.text).toBe('one');
    expect(outbox().pending).toEqual([]);
  });

  it('are kept for the page where storage throws', async () => {
    storage = new Proxy({} as Storage, {
      get: () => () => {
        throw new Error('denied');
      },
    });
    isOnline = false;
    const box = outbox();
    box.add('one');
    box.add('two');
    expect(box.pending).toHaveLength(2);
    isOnline = true;
    await box.flush();
    expect([sent, box.pending]).toEqual([['one', 'two'], []]);
  });
});
