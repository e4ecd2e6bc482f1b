import { Inject, Injectable } from '@nestjs/common';
import type { ExpectedMedia } from '../../conversations/attachments/expect-media.service.js';
import { tooLarge } from '../../conversations/attachments/inspect-file.js';
import { KeepFile } from '../../conversations/attachments/keep-file.service.js';
import { SettleAttachment, type Settled } from '../../conversations/attachments/settle-attachment.service.js';
import { Database } from '../../platform/database/database.js';
import { isDatabaseAway } from '../../platform/database/errors.js';
import { LOG, type Log } from '../../platform/logging/log.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { StorageAway } from '../../platform/storage/blob-store.js';
import { MediaGone, MediaRefused, MediaTooLarge } from '../drawers/drawer.js';
import { AnswerTooLarge } from '../drawers/vendor-http.js';
import { type ClaimedMedia, claimMedia, excuseMedia, postponeMedia } from './media-due.repository.js';
import { type FetchMedia, MediaSources } from './media-sources.js';

/** Undefined: not this time. */
type Fetched = Settled | undefined;

/**
 * Brings the files of one message here. Each is claimed, fetched outside any transaction, and settled in one: it is shown, or
 * shown as refused or lost, and never just missing.
 */
@Injectable()
export class FetchMediaOfMessage {
  constructor(
    private readonly db: Database,
    private readonly secrets: Secrets,
    private readonly sources: MediaSources,
    private readonly files: KeepFile,
    private readonly settling: SettleAttachment,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async run(messageId: string): Promise<void> {
    let fetchMedia: FetchMedia | undefined;
    for (let claimed = await claimMedia(this.db, messageId); claimed; claimed = await claimMedia(this.db, messageId)) {
      // All files of a message come from one inbox.
      fetchMedia ??= this.sources.begin(claimed.channel);
      const settled = await this.attempt(claimed, fetchMedia);
      if (settled) await this.settling.settle(claimed.id, settled);
    }
  }

  private async attempt(claimed: ClaimedMedia, fetchMedia: FetchMedia | undefined): Promise<Fetched> {
    try {
      return await this.fetch(claimed, fetchMedia);
    } catch (error) {
      if (error instanceof MediaTooLarge || error instanceof AnswerTooLarge) return tooMuch(this.files.maxBytes);
      if (error instanceof MediaRefused)
        return { state: 'refused', reason: 'The file was not fetched: files are not taken from the address where it is.' };
      if (error instanceof MediaGone) return { state: 'failed', reason: 'The file is no longer there to be fetched.' };
      this.log.warn({ err: error, attachmentId: claimed.id, attempt: claimed.attempts }, 'a file was not fetched');
      if (error instanceof StorageAway || isDatabaseAway(error)) return void (await excuseMedia(this.db, claimed));
      if (await postponeMedia(this.db, claimed)) return undefined;
      return { state: 'failed', reason: `The file could not be fetched in ${claimed.attempts} attempts.` };
    }
  }

  private async fetch(claimed: ClaimedMedia, fetchMedia: FetchMedia | undefined): Promise<Fetched> {
    if (!claimed.source_sealed) throw new MediaGone('nothing says where it is');
    const media = JSON.parse(this.secrets.unseal(claimed.source_sealed).toString()) as ExpectedMedia;
    if (!fetchMedia) throw new MediaGone('this build cannot fetch it');
    const { maxBytes } = this.files;
    if (media.sizeBytes !== undefined && media.sizeBytes > maxBytes) return tooMuch(maxBytes);
    // One byte more than is kept, so that a file which is just too large is told from a vendor that broke off.
    const fetched = await fetchMedia({ inboxId: claimed.inbox_id, media }, maxBytes + 1);
    if (fetched.body.length > maxBytes) return tooMuch(maxBytes);
    const kept = await this.files.keep(claimed.id, fetched.body, {
      name: media.name ?? fetched.name,
      contentType: fetched.contentType ?? media.contentType,
      kind: claimed.kind,
    });
    return kept.outcome === 'kept' ? { state: 'stored' } : { state: 'refused', reason: kept.reason };
  }
}

const tooMuch = (maxBytes: number): Settled => ({ state: 'refused', reason: tooLarge(maxBytes) });
