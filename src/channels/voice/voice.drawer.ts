import {
  type Connection,
  type Drawer,
  type FetchedMedia,
  MediaGone,
  type MediaReference,
  type Opened,
  type PartOutcome,
  type VendorEvent,
  type WebhookRequest,
} from '../drawers/drawer.js';
import { type VendorHttp, VendorSilent } from '../drawers/vendor-http.js';
import { twilioAuthorization } from '../twilio/twilio-rest.js';
import { checkTwilioSignature } from '../twilio/twilio-signature.js';
import { VoiceSecrets, VoiceSettings } from './voice-settings.js';

export type VoiceConnection = Connection<VoiceSettings, VoiceSecrets & Record<string, string>>;

/** The account as REST calls name it. */
export const accountOf = ({ settings, secrets }: VoiceConnection) => ({
  accountSid: settings.accountSid,
  authToken: secrets.authToken,
  apiKeySid: secrets.apiKeySid,
  apiKeySecret: secrets.apiKeySecret,
});

/**
 * What the shelf needs to know of telephone calls: what their inbox is told, and how a recording is fetched. The calls
 * themselves come and go by the doors of this room, for each webhook is answered with what the caller hears next.
 */
export class VoiceDrawer implements Drawer<VoiceSettings, VoiceSecrets & Record<string, string>> {
  readonly channel = 'voice' as const;
  readonly provider = 'twilio';
  readonly settings = VoiceSettings;
  readonly secrets = VoiceSecrets as new () => VoiceSecrets & Record<string, string>;

  open(request: WebhookRequest, { secrets }: VoiceConnection): Opened {
    const checked = checkTwilioSignature(request, secrets.authToken);
    return checked.outcome === 'forged' ? checked : { outcome: 'opened', deliveries: [] };
  }

  translate(): VendorEvent {
    return { outcome: 'ignored', detail: 'calls come by /voice' };
  }

  send(): Promise<PartOutcome> {
    return Promise.resolve({ state: 'failed', reason: 'A telephone call carries no text.' });
  }

  /** A recording by the path that Twilio told, at the address that is configured: a forged host is never asked. */
  async fetchMedia(
    { reference }: MediaReference,
    connection: VoiceConnection,
    http: VendorHttp,
    maxBytes: number,
  ): Promise<FetchedMedia> {
    const { accountSid } = connection.settings;
    if (!/^RE[0-9a-f]{32}$/.test(reference)) throw new MediaGone('no recording of ours');
    const url = `${http.base('twilio')}/2010-04-01/Accounts/${accountSid}/Recordings/${reference}.mp3`;
    const answer = await http.call({ url, headers: twilioAuthorization(accountOf(connection)), maxBytes });
    if (answer.status === 200) return { body: answer.body, contentType: answer.headers['content-type'] ?? 'audio/mpeg' };
    if (answer.status === 404 || answer.status === 410) throw new MediaGone(`Twilio answered ${answer.status}`);
    throw new VendorSilent(`Twilio answered ${answer.status}`);
  }
}
