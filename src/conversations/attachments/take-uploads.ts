import type { ActorType, AttachmentKind } from '../../contracts/words.js';
import type { Tx } from '../../platform/database/tx.js';
import { Refusal } from '../../platform/http/refusal.js';
import { writeShown } from './shown-attachments.js';

/** Who uploaded: a customer by their identity, an agent, another system by its key. */
export interface Uploader {
  type: ActorType;
  id: string;
}

export interface TakenUpload {
  id: string;
  kind: AttachmentKind;
  contentType: string;
  sizeBytes: number;
}

/** The most files one message may carry. */
export const mostPerMessage = 20;

/**
 * Binds uploaded files to the message that was appended in this transaction, in the order of `ids`, and shows them in it.
 * Throws `invalid_request` that names the first id which is not there, is another's, or went with a message already: all
 * three sound the same, so that nobody learns of files of others.
 */
export async function takeUploads(
  tx: Tx,
  about: { messageId: string; ids: readonly string[]; owner: Uploader },
): Promise<TakenUpload[]> {
  const { messageId, owner } = about;
  const ids = [...new Set(about.ids.map((id) => id.toLowerCase()))];
  if (ids.length === 0) return [];
  // In one order everywhere, so that two messages that name the same files never wait for each other.
  await tx.query('SELECT 1 FROM attachments WHERE id = ANY($1) ORDER BY id FOR UPDATE', [ids]);
  const taken = await tx.query<Omit<TakenUpload, 'sizeBytes'> & { sizeBytes: string }>(
    `UPDATE attachments a SET message_id = $1, position = t.ord - 1, expires_at = NULL
     FROM unnest($2::uuid[]) WITH ORDINALITY AS t(id, ord)
     WHERE a.id = t.id AND a.message_id IS NULL AND a.state = 'stored' AND a.uploaded_by_type = $3 AND a.uploaded_by_id = $4
       AND a.expires_at > app_now()
     RETURNING a.id, a.kind, a.content_type AS "contentType", a.size_bytes AS "sizeBytes"`,
    [messageId, ids, owner.type, owner.id],
  );
  const found = new Set(taken.map((one) => one.id));
  const missing = about.ids.findIndex((id) => !found.has(id.toLowerCase()));
  if (missing >= 0)
    throw new Refusal('invalid_request', 'A file is not there to be sent; upload it again.', {
      translations: { zh: '有文件已不在待发之列，请重新上传。' },
      errors: [{ pointer: `/attachments/${missing}`, detail: 'is no upload of yours that waits to be sent' }],
    });
  await writeShown(tx, messageId);
  const byId = new Map(taken.map((one) => [one.id, { ...one, sizeBytes: Number(one.sizeBytes) }]));
  return ids.map((id) => byId.get(id)!);
}
