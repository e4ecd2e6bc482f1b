import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { type FetchedMedia, MediaGone } from '../drawers/drawer.js';
import { MediaSources } from '../media/media-sources.js';
import type { FileOfDelivery } from './mail/inbound-of-mail.js';
import { type MailFile, parseFiles } from './mail/parse-mail.js';

/** The files of mails, cut out of the stored bytes; a mail with many files is read once. */
@Injectable()
export class MailFiles implements OnModuleInit {
  constructor(
    private readonly sources: MediaSources,
    private readonly db: Database,
    private readonly secrets: Secrets,
  ) {}

  onModuleInit(): void {
    this.sources.register('email', () => {
      const read = new Map<string, Promise<MailFile[]>>();
      return async ({ media }) => {
        const { deliveryId, index } = JSON.parse(media.reference) as FileOfDelivery;
        const files = read.get(deliveryId) ?? this.filesOf(deliveryId);
        read.set(deliveryId, files);
        return fetched((await files)[index]);
      };
    });
  }

  private async filesOf(deliveryId: string): Promise<MailFile[]> {
    const [row] = await this.db.query<{ raw_sealed: Buffer | null }>('SELECT raw_sealed FROM inbound_deliveries WHERE id = $1', [
      deliveryId,
    ]);
    if (!row?.raw_sealed) throw new MediaGone('the raw bytes of the mail have expired');
    return parseFiles(this.secrets.unseal(row.raw_sealed));
  }
}

function fetched(file: MailFile | undefined): FetchedMedia {
  if (!file) throw new MediaGone('the mail has no such file');
  return { body: file.content, contentType: file.contentType, name: file.name };
}
