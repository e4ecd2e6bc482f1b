import type { Problem } from '../../src/contracts/errors.js';
import type { WidgetAttachmentView } from '../../src/contracts/views.js';
import type { Connection } from './connection.js';
import { Refusal } from './server.js';
import type { Kept } from './storage.js';

export const MOST_FILES = 20;
const NAME = 'files';
const AGAIN_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

/** A file of a message that is being written, or of one that waits to go. */
export interface DraftFile {
  name: string;
  /** Null until it is on the server. */
  id: string | null;
  /** Its bytes; not there after a reload, when all that is left of it is the upload. */
  file?: File | null;
  share?: number;
  thumbnailUrl?: string | null;
  /** Why it is not there: the server's word, or that there was none. */
  failed?: { problem: Partial<Problem> | null } | null;
  tries?: number;
  /** It was uploaded anew, since the session that it was uploaded for is over. */
  isAnew?: boolean;
}

type Uploaded = WidgetAttachmentView & { id: string };

/** Files of messages to be: uploaded at once, each by itself, and tried again until they are up or refused for good. */
export class DraftFiles {
  /** Those of the message that is being written. */
  files: DraftFile[];
  /** All that are not up yet and may still come, those of messages that wait included. */
  private readonly going = new Set<DraftFile>();

  constructor(
    private readonly connection: Connection,
    private readonly kept: Kept,
    private readonly changed: () => void,
    /** One is up, or will never be. */
    private readonly settled: () => void,
  ) {
    this.files = kept.read<DraftFile[]>(NAME) ?? [];
    // Their bytes are nowhere but here.
    addEventListener('beforeunload', (event) => this.going.size > 0 && event.preventDefault());
  }

  /** False where some were too many. */
  add(files: readonly File[]): boolean {
    const room = MOST_FILES - this.files.length;
    for (const file of files.slice(0, room)) {
      const one: DraftFile = { file, name: file.name || 'file', id: null };
      this.files = [...this.files, one];
      if (file.size > 0) void this.upload(one);
      else one.failed = { problem: { status: 422, errors: [{ pointer: '/file', detail: '' }] } };
    }
    this.save();
    return files.length <= room;
  }

  remove(one: DraftFile): void {
    this.going.delete(one);
    this.files = this.files.filter((other) => other !== one);
    this.save();
  }

  /** They leave the draft with the message, up or on their way; what was refused for good stays to be looked at. */
  take(): DraftFile[] {
    const out = this.files.filter((one) => !isRefused(one));
    this.files = this.files.filter(isRefused);
    this.save();
    return out;
  }

  /** Files of a message that was taken back, without those that are lost. */
  putBack(files: readonly DraftFile[]): void {
    this.files = [...this.files, ...files.filter(isThere)];
    this.save();
  }

  clear(): void {
    this.going.clear();
    this.files = [];
    this.save();
  }

  isGoing(one: DraftFile): boolean {
    return this.going.has(one);
  }

  /** Tries at once what is waiting to be tried again. */
  retry(files: Iterable<DraftFile> = this.going): void {
    for (const one of [...files]) if (one.failed && one.file?.size) void this.upload(one);
  }

  /** The server knows nothing of this upload (any more): those of the message whose bytes are here go up for the session of now. */
  renew(files: readonly DraftFile[], unknown: DraftFile): void {
    for (const one of files) {
      if (one.file && !one.isAnew) {
        one.isAnew = true;
        void this.upload(one);
      } else if (one === unknown) one.id = one.file = null;
    }
  }

  private async upload(one: DraftFile): Promise<void> {
    this.going.add(one);
    Object.assign(one, { id: null, failed: null, share: 0 });
    this.changed();
    try {
      const { server } = this.connection;
      const up = await this.connection.withSession((token) =>
        server.upload<Uploaded>('/v1/widget/attachments', one.file!, token, (share) => {
          one.share = share;
          this.changed();
        }),
      );
      // Taken away meanwhile, or its writer has signed out.
      if (!this.going.delete(one)) return;
      Object.assign(one, { id: up.id, name: up.name, tries: 0, thumbnailUrl: up.thumbnailUrl && server.link(up.thumbnailUrl) });
    } catch (error) {
      if (!this.going.has(one)) return;
      one.failed = { problem: error instanceof Refusal ? error.problem : null };
      if (isRefused(one)) this.going.delete(one);
      else this.later(one);
    }
    this.save();
    this.settled();
  }

  private later(one: DraftFile): void {
    const tries = (one.tries = (one.tries ?? 0) + 1);
    const asked = Number(one.failed?.problem?.['retryAfterS'] ?? 0) * 1000;
    const wait = Math.max(asked, AGAIN_MS[tries - 1] ?? AGAIN_MS.at(-1)!);
    setTimeout(() => this.going.has(one) && one.tries === tries && this.retry([one]), wait);
  }

  /** What is up outlives the page like the text does. */
  private save(): void {
    const up = this.files.flatMap(({ id, name }) => (id ? [{ id, name }] : []));
    this.kept.write(NAME, up.length > 0 ? up : null);
    this.changed();
  }
}

/** For good: too large, of a kind that is not taken, empty. Being busy or away is not. */
export function isRefused({ failed }: DraftFile): boolean {
  const status = failed?.problem?.status ?? 0;
  return status >= 400 && status < 500 && ![401, 408, 429].includes(status);
}

export const isThere = ({ id, file }: DraftFile): boolean => Boolean(id ?? file);
