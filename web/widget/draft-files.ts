import type { Problem } from '../../src/contracts/errors.js';
import type { WidgetAttachmentView } from '../../src/contracts/views.js';
import type { Connection } from './connection.js';
import { Refusal } from './server.js';

export const MOST_FILES = 20;

/** A file of the message that is being written. */
export interface DraftFile {
  key: number;
  file: File;
  name: string;
  /** Null until it is on the server. */
  id: string | null;
  share: number;
  thumbnailUrl: string | null;
  /** Why it is not: the server's word, or that there was none. */
  failed: { problem: Partial<Problem> | null } | null;
}

type Uploaded = WidgetAttachmentView & { id: string };

/** The files of the message that is being written: uploaded at once, each by itself. */
export class DraftFiles {
  files: DraftFile[] = [];
  private keys = 0;

  constructor(
    private readonly connection: Connection,
    private readonly changed: () => void,
  ) {}

  /** False while one is still on its way up. */
  get isReady(): boolean {
    return this.files.every((one) => one.id !== null || one.failed !== null);
  }

  /** False where some were too many. */
  add(files: readonly File[]): boolean {
    const room = MOST_FILES - this.files.length;
    for (const file of files.slice(0, room)) {
      const name = file.name || 'file';
      const one: DraftFile = { key: ++this.keys, file, name, id: null, share: 0, thumbnailUrl: null, failed: null };
      this.files = [...this.files, one];
      void this.upload(one);
    }
    this.changed();
    return files.length <= room;
  }

  remove(key: number): void {
    this.files = this.files.filter((one) => one.key !== key);
    this.changed();
  }

  /** The files that are up, which leave the draft with the message; what failed stays to be looked at. */
  take(): { id: string; name: string }[] {
    const up = this.files.flatMap(({ id, name }) => (id ? [{ id, name }] : []));
    this.files = this.files.filter((one) => one.id === null);
    this.changed();
    return up;
  }

  /** Files of a message that was taken back: they are on the server already. */
  putBack(files: readonly { id: string; name: string }[]): void {
    const back = files.map(({ id, name }): DraftFile => {
      return { key: ++this.keys, file: new File([], name), name, id, share: 1, thumbnailUrl: null, failed: null };
    });
    this.files = [...this.files, ...back];
    this.changed();
  }

  /** What failed for want of a connection is tried again; what was refused is not. */
  retry(): void {
    for (const one of this.files) if (one.failed?.problem === null) void this.upload(one);
  }

  private async upload(one: DraftFile): Promise<void> {
    Object.assign(one, { failed: null, share: 0 });
    const progress = (share: number): void => {
      one.share = share;
      this.changed();
    };
    try {
      const { server } = this.connection;
      const up = await this.connection.withSession((token) =>
        server.upload<Uploaded>('/v1/widget/attachments', one.file, token, progress),
      );
      Object.assign(one, { id: up.id, name: up.name, thumbnailUrl: up.thumbnailUrl ? server.link(up.thumbnailUrl) : null });
    } catch (error) {
      one.failed = { problem: error instanceof Refusal ? error.problem : null };
    }
    this.changed();
  }
}
