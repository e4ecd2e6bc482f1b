import type {
  Drawer,
  FetchedMedia,
  MediaReference,
  Opened,
  OutgoingPart,
  PartOutcome,
  VendorEvent,
  WebhookRequest,
} from '../drawers/drawer.js';
import type { VendorHttp } from '../drawers/vendor-http.js';
import { fetchTwilioMedia } from './fetch-twilio-media.js';
import { openTwilioMessaging } from './open-twilio.js';
import { sendTwilio } from './send-twilio.js';
import { translateTwilio } from './translate-twilio.js';
import {
  type TwilioConnection,
  TwilioSecrets,
  twilioAccountOf,
  TwilioSmsSettings,
  TwilioWhatsappSettings,
} from './twilio-connection.js';

/** Twilio Messaging speaks of both channels in the same forms; only addresses, windows and templates differ. */
class TwilioMessagingDrawer {
  readonly provider = 'twilio';
  readonly secrets = TwilioSecrets;

  constructor(readonly channel: 'sms' | 'whatsapp') {}

  open(request: WebhookRequest, { secrets }: TwilioConnection): Opened {
    return openTwilioMessaging(request, this.channel, secrets.authToken);
  }

  translate(raw: Buffer): VendorEvent {
    return translateTwilio(raw, this.channel);
  }

  send(part: OutgoingPart, connection: TwilioConnection, http: VendorHttp): Promise<PartOutcome> {
    return sendTwilio(part, this.channel, connection, http);
  }

  fetchMedia(reference: MediaReference, connection: TwilioConnection, http: VendorHttp, maxBytes: number): Promise<FetchedMedia> {
    return fetchTwilioMedia(reference, twilioAccountOf(connection), http, maxBytes);
  }
}

export class TwilioSmsDrawer extends TwilioMessagingDrawer implements Drawer<TwilioSmsSettings, TwilioSecrets> {
  readonly settings = TwilioSmsSettings;

  constructor() {
    super('sms');
  }
}

export class TwilioWhatsappDrawer extends TwilioMessagingDrawer implements Drawer<TwilioWhatsappSettings, TwilioSecrets> {
  readonly settings = TwilioWhatsappSettings;

  constructor() {
    super('whatsapp');
  }
}
