import type { Problem } from '../../src/contracts/errors.js';
import type { WidgetMessageView } from '../../src/contracts/views.js';
import type { DraftFile } from './draft-files.js';
import type { Kept } from './storage.js';

/** A message on its way out. */
export interface Pending {
  clientId: string;
  text: string;
  files: DraftFile[];
  /** The server's sentence, where it was refused. */
  failed: string | null;
}

export type SendAnswer = { ok: true; message: WidgetMessageView } | { ok: false; problem: Problem } | null;

interface Ways {
  /** Whether something can be sent at all now. */
  ready(): boolean;
  send(body: { clientId: string; text: string; attachments?: string[] }): Promise<SendAnswer>;
  /** Why a file that is not up never will be, in a sentence; null while it may. */
  whyNot(file: DraftFile): string | null;
  /** The server does not know this one of the message's files. */
  renew(files: readonly DraftFile[], unknown: DraftFile): void;
  sent(message: WidgetMessageView): void;
  changed(): void;
  sentence(problem: Problem): string;
  later(again: () => void): void;
  newId(): string;
}

const NAME = 'outbox';

/**
 * Messages on their way out, one at a time and in order, each with its files. Each keeps its client id until it is acknowledged, so
 * that sending it again after a lost answer, after a reload or from a second tab never makes a second message.
 */
export class Outbox {
  pending: Pending[];
  private busy = false;

  constructor(
    private kept: Kept,
    private readonly ways: Ways,
  ) {
    this.pending = kept.read<Pending[]>(NAME) ?? [];
  }

  add(text: string, files: DraftFile[] = []): void {
    this.pending.push({ clientId: this.ways.newId(), text, files, failed: null });
    this.save();
    void this.flush();
  }

  /** Once more; `files`: with these of its files. */
  retry(clientId: string, files?: DraftFile[]): void {
    for (const one of this.pending)
      if (one.clientId === clientId) Object.assign(one, { failed: null, files: files ?? one.files });
    this.save();
    void this.flush();
  }

  /** Takes it back: it is not sent any more. */
  take(clientId: string): Pending | undefined {
    const one = this.pending.find((other) => other.clientId === clientId);
    this.drop(clientId);
    return one;
  }

  /** The server has it, however that is known. */
  drop(clientId: string | null): void {
    if (!this.pending.some((one) => one.clientId === clientId)) return;
    this.pending = this.pending.filter((one) => one.clientId !== clientId);
    this.save(clientId);
  }

  /** Nothing that waits is sent, or kept. */
  clear(): void {
    this.pending = [];
    this.kept.write(NAME, null);
    this.ways.changed();
  }

  /** Another person writes from now on: `kept` is theirs. With `carry`, what waits is theirs too (they have just signed in). */
  moveTo(kept: Kept, carry: boolean): void {
    const waiting = carry ? this.pending : [];
    if (carry) this.kept.write(NAME, null);
    this.kept = kept;
    this.pending = kept.read<Pending[]>(NAME) ?? [];
    for (const one of waiting) if (!this.pending.some(({ clientId }) => clientId === one.clientId)) this.pending.push(one);
    this.save();
  }

  async flush(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      for (;;) {
        const next = this.pending.find((one) => one.failed === null);
        if (!next || !this.ways.ready()) return;
        if (!(await this.send(next))) return;
      }
    } finally {
      this.busy = false;
    }
  }

  /** False when it is better to wait before the next. */
  private async send(next: Pending): Promise<boolean> {
    const lacking = next.files.filter(({ id }) => !id).map((file) => this.ways.whyNot(file));
    // What was written together goes together: one that is still on its way up holds the message, and those after it.
    if (lacking.includes(null)) return false;
    if (lacking.length > 0) return this.fail(next, lacking[0]!);
    const attachments = next.files.map(({ id }) => id!);
    const answer = await this.ways.send({
      ...{ clientId: next.clientId, text: next.text },
      ...(attachments.length > 0 ? { attachments } : {}),
    });
    if (answer?.ok) {
      this.drop(next.clientId);
      this.ways.sent(answer.message);
      return true;
    }
    if (!answer || answer.problem.status >= 500 || answer.problem.status === 429) {
      this.ways.later(() => void this.flush());
      return false;
    }
    const unknown = next.files[Number(/^\/attachments\/(\d+)/.exec(answer.problem.errors?.[0]?.pointer ?? '')?.[1])];
    if (!unknown) return this.fail(next, this.ways.sentence(answer.problem));
    this.ways.renew(next.files, unknown);
    this.save();
    return true;
  }

  private fail(one: Pending, why: string): true {
    one.failed = why;
    this.save();
    return true;
  }

  /** What other tabs keep in the same place stays theirs. Bytes cannot be kept here. */
  private save(gone: string | null = null): void {
    const own = new Set(this.pending.map(({ clientId }) => clientId));
    const others = (this.kept.read<Pending[]>(NAME) ?? []).filter(({ clientId }) => !own.has(clientId) && clientId !== gone);
    const mine = this.pending.map((one) => ({ ...one, files: one.files.map(({ id, name }) => ({ id, name })) }));
    const all = [...others, ...mine];
    this.kept.write(NAME, all.length > 0 ? all : null);
    this.ways.changed();
  }
}
