import { Injectable } from '@nestjs/common';
import type { AttachmentKind } from '../../contracts/words.js';
import type { Tx } from '../../platform/database/tx.js';
import { newId } from '../../platform/ids/new-id.js';
import { Outbox } from '../../platform/outbox/outbox.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { cleanName, cleanType } from './file-names.js';
import { writeShown } from './shown-attachments.js';

/** Something that another side still holds for us. A drawer's MediaReference is one. */
export interface ExpectedMedia {
  kind: AttachmentKind;
  /** Whatever the side that holds it calls it; kept sealed, and read by what fetches for the inbox's channel. */
  reference: string;
  name?: string;
  contentType?: string;
  sizeBytes?: number;
  inline?: boolean;
  contentId?: string;
}

/** More than this in one message is an attack or a mistake; the rest is in the raw delivery. */
const most = 200;

/** Notes down what a message brings along, to be fetched after commit: the message is in the thread at once. */
@Injectable()
export class ExpectMedia {
  constructor(
    private readonly secrets: Secrets,
    private readonly outbox: Outbox,
  ) {}

  /** Call it in the transaction that appended the message, once for each message. No references: nothing happens. */
  async expect(tx: Tx, about: { messageId: string; inboxId: string; references: readonly ExpectedMedia[] }): Promise<void> {
    const { messageId, inboxId } = about;
    const rows = about.references.slice(0, most).map((media) => ({ id: newId(), media }));
    if (rows.length === 0) return;
    const column = (of: (media: ExpectedMedia) => unknown): unknown[] => rows.map(({ media }) => of(media));
    await tx.run(
      `INSERT INTO attachments (id, message_id, inbox_id, state, due_at, position, kind, name, content_type, size_bytes, inline,
                                content_id, source_sealed)
       SELECT id, $1, $2, 'pending', app_now(), ord - 1, kind, name, content_type, size_bytes, inline, content_id, source
       FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::boolean[], $9::text[], $10::bytea[])
         WITH ORDINALITY AS t(id, kind, name, content_type, size_bytes, inline, content_id, source, ord)`,
      [
        messageId,
        inboxId,
        rows.map((row) => row.id),
        column((media) => media.kind),
        column((media) => cleanName(media.name, media.kind)),
        column((media) => cleanType(media.contentType)),
        column((media) => sizeOf(media.sizeBytes)),
        column((media) => media.inline ?? false),
        column((media) => media.contentId ?? null),
        column((media) => this.secrets.seal(JSON.stringify(media))),
      ],
    );
    await writeShown(tx, messageId);
    await this.outbox.add(tx, { type: 'media.expected', payload: { messageId } });
  }
}

const sizeOf = (told: number | undefined): number => (told !== undefined && Number.isSafeInteger(told) && told > 0 ? told : 0);
