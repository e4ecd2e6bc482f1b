import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import type { AttachmentKind } from '../../contracts/words.js';
import { Database } from '../../platform/database/database.js';
import { BlobStore, StorageAway } from '../../platform/storage/blob-store.js';
import { SignedLinks } from '../../platform/storage/signed-links.js';
import { attachmentPath } from './shown-attachments.js';

/** A stored file as senders carry it out; fits a drawer's OutgoingMedia. */
export interface StoredMedia {
  id: string;
  kind: 'image' | 'audio' | 'video' | 'file';
  name: string;
  contentType: string;
  sizeBytes: number;
  /** Absolute and signed: whoever has it can fetch the file for an hour. */
  url: string;
  contentId: string | null;
  inline: boolean;
  /** Throws StorageAway where the bytes cannot be read now. */
  read(): Promise<Buffer>;
}

interface Row {
  id: string;
  kind: AttachmentKind;
  name: string;
  content_type: string;
  size_bytes: string;
  inline: boolean;
  content_id: string | null;
  storage_key: string;
}

const columns = 'id, kind, name, content_type, size_bytes, inline, content_id, storage_key';

/** The files of a message, for those who send them on. */
@Injectable()
export class ReadAttachment {
  constructor(
    private readonly db: Database,
    private readonly store: BlobStore,
    private readonly links: SignedLinks,
    @Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl'>,
  ) {}

  /** In the order of the message; what was refused or never came is left out. */
  async ofMessage(messageId: string): Promise<StoredMedia[]> {
    const rows = await this.db.query<Row>(
      `SELECT ${columns} FROM attachments WHERE message_id = $1 AND state = 'stored' ORDER BY position, id`,
      [messageId],
    );
    return rows.map((row) => this.mediaOf(row));
  }

  /** Undefined where there is no such file, or it is not stored. */
  async one(id: string): Promise<StoredMedia | undefined> {
    const [row] = await this.db.query<Row>(`SELECT ${columns} FROM attachments WHERE id = $1 AND state = 'stored'`, [id]);
    return row && this.mediaOf(row);
  }

  private mediaOf(row: Row): StoredMedia {
    return {
      id: row.id,
      kind: row.kind === 'sticker' ? 'image' : row.kind,
      name: row.name,
      contentType: row.content_type,
      sizeBytes: Number(row.size_bytes),
      contentId: row.content_id,
      inline: row.inline,
      url: this.config.publicUrl + this.links.sign(attachmentPath(row.id)),
      read: async () => {
        const body = await this.store.read(row.storage_key);
        if (!body) throw new StorageAway('the bytes of a stored file are missing');
        return body;
      },
    };
  }
}
