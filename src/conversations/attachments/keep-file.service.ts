import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../platform/database/database.js';
import { sha256 } from '../../platform/secrets/secrets.js';
import { BlobStore } from '../../platform/storage/blob-store.js';
import { type FileClaims, type FileFault, inspectFile, type InspectedFile } from './inspect-file.js';

export type Kept = { outcome: 'kept'; file: InspectedFile } | { outcome: 'refused'; fault: FileFault; reason: string };

/**
 * Brings the bytes of one attachment into the store. The row names the place before a byte is written, so that whatever is
 * interrupted is found and cleared by the sweep; content that is stored already is pointed at and not stored twice. The row says
 * where, and the store alone says whether: it may have been changed for another one since, or have lost something.
 */
@Injectable()
export class KeepFile {
  /** A larger file is refused. */
  readonly maxBytes: number;

  constructor(
    private readonly db: Database,
    private readonly store: BlobStore,
    @Inject(CONFIG) config: Pick<Config, 'mediaMaxBytes'>,
  ) {
    this.maxBytes = config.mediaMaxBytes;
  }

  /**
   * `id`: a row of attachments in state `pending`. Once it resolves with `kept` the bytes are safe, and the row holds all but
   * its new state, which is the caller's to write. Throws StorageAway, with nothing lost.
   */
  async keep(id: string, body: Buffer, claims: FileClaims): Promise<Kept> {
    const inspected = await inspectFile(body, claims, this.maxBytes);
    if (inspected.outcome === 'refused') return inspected;
    const { file } = inspected;
    const place = await this.reserve(id, body, file);
    if (place.thumbnailKey) await this.write(place.isNew, place.thumbnailKey, file.picture!.thumbnail, 'image/webp');
    await this.write(place.isNew, place.key, body, file.contentType);
    return { outcome: 'kept', file };
  }

  /** What was lost is whole again for every message that points at the place: its bytes are the same. */
  private async write(isNew: boolean, key: string, body: Buffer, contentType: string): Promise<void> {
    if (!isNew && (await this.store.exists(key))) return;
    await this.store.put(key, body, contentType);
  }

  private reserve(id: string, body: Buffer, file: InspectedFile): Promise<Place> {
    const hash = sha256(body);
    return this.db.transaction(async (tx) => {
      // Locked until our own row names the place too: the sweep cannot take the last row, and with it the bytes, meanwhile.
      const [known] = await tx.query<{ storage_key: string; thumbnail_key: string | null }>(
        `SELECT storage_key, thumbnail_key FROM attachments
         WHERE sha256 = $1 AND state = 'stored' AND (thumbnail_key IS NOT NULL) = $2 LIMIT 1 FOR SHARE`,
        [hash, file.picture !== undefined],
      );
      const key = known?.storage_key ?? keyOf(hash, id);
      const thumbnailKey = known ? known.thumbnail_key : file.picture ? `${key}.thumbnail` : null;
      await tx.run(
        `UPDATE attachments SET sha256 = $2, storage_key = $3, thumbnail_key = $4, kind = $5, name = $6, content_type = $7,
           size_bytes = $8, width = $9, height = $10 WHERE id = $1 AND state = 'pending'`,
        [
          id,
          hash,
          key,
          thumbnailKey,
          file.kind,
          file.name,
          file.contentType,
          body.length,
          file.picture?.width ?? null,
          file.picture?.height ?? null,
        ],
      );
      return { key, thumbnailKey, isNew: !known };
    });
  }
}

interface Place {
  key: string;
  thumbnailKey: string | null;
  isNew: boolean;
}

/** By content, and by who brought it first: bytes that the sweep is just taking away are never written to the same place. */
const keyOf = (hash: string, id: string): string =>
  `${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash}-${id.replaceAll('-', '').slice(-12)}`;
