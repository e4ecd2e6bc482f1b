import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type FetchedMedia, MediaGone } from '../drawers/drawer.js';
import { VendorHttpClient } from '../drawers/vendor-http-client.js';
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
    return connected.drawer.fetchMedia(
      {
        kind,
        reference,
        ...(name ? { name } : {}),
        ...(contentType ? { contentType } : {}),
        ...(sizeBytes ? { sizeBytes } : {}),
      },
      connected.connection,
      this.http,
      maxBytes,
    );
  }
}
