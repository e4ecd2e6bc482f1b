import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type FetchedMedia, MediaGone } from '../drawers/drawer.js';
import { VendorSilent } from '../drawers/vendor-http.js';
import { VendorHttpClient } from '../drawers/vendor-http-client.js';
import { withoutSecrets } from '../drawers/without-secrets.js';
import { Connections } from '../inboxes/connections.service.js';
import { MediaSources, type MediaWanted } from './media-sources.js';

/** Files that a vendor holds, by the drawer of the inbox they came to. */
@Injectable()
export class DrawerMedia implements OnModuleInit {
  constructor(
    private readonly sources: MediaSources,
    private readonly connections: Connections,
    private readonly http: VendorHttpClient,
  ) {}

  onModuleInit(): void {
    this.sources.registerRest(() => (wanted, maxBytes) => this.fetch(wanted, maxBytes));
  }

  private async fetch({ inboxId, media }: MediaWanted, maxBytes: number): Promise<FetchedMedia> {
    const connected = await this.connections.open(inboxId);
    if (!connected?.drawer.fetchMedia) throw new MediaGone('this build cannot fetch files of this channel');
    const { kind, reference, name, contentType, sizeBytes } = media;
    const claims = { ...(name ? { name } : {}), ...(contentType ? { contentType } : {}), ...(sizeBytes ? { sizeBytes } : {}) };
    const { drawer, connection } = connected;
    try {
      return await drawer.fetchMedia!({ kind, reference, ...claims }, connection, this.http, maxBytes);
    } catch (error) {
      // What goes to the log from here is in the vendor's words, and those may hold our own.
      if (!(error instanceof Error) || error instanceof MediaGone || error instanceof VendorSilent) throw error;
      const said = withoutSecrets(error.message, connection.secrets);
      throw said === error.message ? error : new Error(said);
    }
  }
}
