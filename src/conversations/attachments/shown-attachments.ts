import type { AttachmentView } from '../../contracts/views.js';
import type { Tx } from '../../platform/database/tx.js';
import type { SignedLinks } from '../../platform/storage/signed-links.js';

/** As a message keeps it in `messages.attachments`: links are made when it is shown, and never stored. */
export type ShownAttachment = Omit<AttachmentView, 'url' | 'thumbnailUrl'> & { thumbnail?: boolean };

export const attachmentPath = (id: string, variant: 'file' | 'thumbnail' = 'file'): string =>
  `/v1/attachments/${id}${variant === 'thumbnail' ? '/thumbnail' : ''}`;

/** For whoever may see the message: with links that open for an hour. */
export function attachmentViews(shown: readonly ShownAttachment[] | null, links: SignedLinks): AttachmentView[] {
  return (shown ?? []).map(({ thumbnail, ...attachment }) => {
    if (!attachment.id || attachment.state !== 'stored') return attachment;
    const url = links.sign(attachmentPath(attachment.id));
    return thumbnail
      ? { ...attachment, url, thumbnailUrl: links.sign(attachmentPath(attachment.id, 'thumbnail')) }
      : { ...attachment, url };
  });
}

/** Writes the list a message shows from the rows it has. The caller counts the change, where the message was shown before. */
export async function writeShown(tx: Tx, messageId: string): Promise<void> {
  await tx.run(
    `UPDATE messages SET attachments = (
       SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
         'id', a.id, 'kind', a.kind, 'state', a.state, 'name', a.name, 'contentType', a.content_type, 'sizeBytes', a.size_bytes,
         'inline', a.inline, 'contentId', a.content_id, 'width', a.width, 'height', a.height,
         'thumbnail', CASE WHEN a.thumbnail_key IS NOT NULL AND a.state = 'stored' THEN true END, 'reason', a.reason
       )) ORDER BY a.position, a.id) FROM attachments a WHERE a.message_id = $1)
     WHERE id = $1`,
    [messageId],
  );
}
