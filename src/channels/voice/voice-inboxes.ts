import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { VendorHttpClient } from '../drawers/vendor-http-client.js';
import { Connections } from '../inboxes/connections.service.js';
import { type InboxRecord, InboxesQueries } from '../inboxes/inboxes.queries.js';
import type { VoiceConnection } from './voice.drawer.js';
import { VoiceRest } from './voice-rest.js';
import { type SettledVoice, settled } from './voice-settings.js';
import { VoiceUrls } from './voice-urls.js';

/** One voice inbox, ready to use. */
export interface VoiceInbox {
  inbox: InboxRecord;
  connection: VoiceConnection;
  settings: SettledVoice;
  urls: VoiceUrls;
  rest: VoiceRest;
}

/** The inboxes that telephone calls come in by. */
@Injectable()
export class VoiceInboxes {
  constructor(
    private readonly inboxes: InboxesQueries,
    private readonly connections: Connections,
    private readonly http: VendorHttpClient,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** By id or key; undefined where there is none, or it speaks no voice. Disabled ones are found too. */
  async open(reference: string): Promise<VoiceInbox | undefined> {
    const inbox = await this.inboxes.byIdOrKey(reference);
    if (!inbox || inbox.channel !== 'voice' || inbox.provider !== 'twilio') return undefined;
    const connection = this.connections.of(inbox) as unknown as VoiceConnection;
    return {
      ...{ inbox, connection, settings: settled(connection.settings) },
      urls: new VoiceUrls(this.config.publicUrl, inbox.id),
      rest: new VoiceRest(this.http, connection),
    };
  }

  /** Of a row that names it; it is there, for an inbox is never erased. */
  async of(inboxId: string): Promise<VoiceInbox> {
    const found = await this.open(inboxId);
    if (!found) throw new Error(`inbox ${inboxId} speaks no voice`);
    return found;
  }
}
