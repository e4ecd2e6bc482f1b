import { Injectable } from '@nestjs/common';
import type { AttachmentView } from '../../contracts/views.js';
import { Database } from '../../platform/database/database.js';
import { Refusal } from '../../platform/http/refusal.js';
import { newId } from '../../platform/ids/new-id.js';
import { StorageAway } from '../../platform/storage/blob-store.js';
import { SignedLinks } from '../../platform/storage/signed-links.js';
import { cleanName } from './file-names.js';
import type { FileFault } from './inspect-file.js';
import { KeepFile } from './keep-file.service.js';
import { attachmentViews } from './shown-attachments.js';
import type { Uploader } from './take-uploads.js';

/** A file as a door took it in. */
export interface UploadedFile {
  name: string;
  contentType: string;
  body: Buffer;
}

/** Files that one caller may have waiting to be sent. */
const mostWaiting = 50;

const codes = { empty: 'invalid_request', too_large: 'payload_too_large', not_allowed: 'unsupported_media_type' } as const;

/** Takes in a file for a message that its uploader has yet to write. What no message takes within a day is thrown away. */
@Injectable()
export class UploadAttachment {
  constructor(
    private readonly db: Database,
    private readonly files: KeepFile,
    private readonly links: SignedLinks,
  ) {}

  /**
   * Resolves once the bytes are safe. Throws `unsupported_media_type`, `payload_too_large`, `invalid_request` (empty),
   * `rate_limited` (too many wait to be sent) and `unavailable` (no store: nothing was kept).
   */
  async upload(owner: Uploader, inboxId: string | null, upload: UploadedFile): Promise<AttachmentView> {
    const id = newId();
    await this.reserve(id, owner, inboxId, upload);
    try {
      const kept = await this.files.keep(id, upload.body, upload);
      if (kept.outcome === 'refused') throw refusalOf(kept.fault, kept.reason);
      const { kind, name, contentType, picture } = kept.file;
      // Its day begins when it is here, however long the bytes took.
      await this.db.run(
        `UPDATE attachments SET state = 'stored', expires_at = app_now() + interval '24 hours' WHERE id = $1 AND state = 'pending'`,
        [id],
      );
      const size = picture ? { width: picture.width, height: picture.height, thumbnail: true } : {};
      const shown = {
        id,
        kind,
        state: 'stored' as const,
        name,
        contentType,
        sizeBytes: upload.body.length,
        inline: false,
        ...size,
      };
      return attachmentViews([shown], this.links)[0]!;
    } catch (error) {
      await this.abandon(id);
      if (error instanceof StorageAway)
        throw new Refusal('unavailable', 'Files cannot be kept at the moment; try again shortly.', {
          translations: { zh: '暂时无法保存文件，请稍后再试。' },
          retryAfterS: 5,
        });
      throw error;
    }
  }

  private async reserve(id: string, owner: Uploader, inboxId: string | null, upload: UploadedFile): Promise<void> {
    const reserved = await this.db.run(
      `INSERT INTO attachments (id, inbox_id, uploaded_by_type, uploaded_by_id, kind, state, name, content_type, expires_at)
       SELECT $1, $2, $3, $4, 'file', 'pending', $5, 'application/octet-stream', app_now() + interval '24 hours'
       WHERE (SELECT count(*) FROM attachments WHERE uploaded_by_id = $4 AND message_id IS NULL AND expires_at > app_now()) < $6`,
      [id, inboxId, owner.type, owner.id, cleanName(upload.name, 'file'), mostWaiting],
    );
    if (reserved === 0)
      throw new Refusal('rate_limited', `${mostWaiting} files wait to be sent already; send them first.`, {
        translations: { zh: `已有 ${mostWaiting} 个文件待发，请先发送。` },
        retryAfterS: 60,
      });
  }

  /** Due at once for the sweep, which takes what was written of it too. */
  private async abandon(id: string): Promise<void> {
    await this.db
      .run(`UPDATE attachments SET state = 'failed', expires_at = app_now() WHERE id = $1 AND state = 'pending'`, [id])
      // The database is away as well: the row stays pending, and goes with its day.
      .catch(() => 0);
  }
}

const refusalOf = (fault: FileFault, reason: string): Refusal =>
  new Refusal(codes[fault], reason, { errors: [{ pointer: '/file', detail: reason }] });
