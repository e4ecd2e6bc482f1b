import type {
  Connection,
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
import { fetchFile } from './fetch-meta-media.js';
import { InstagramSettings, MetaSecrets } from './meta-settings.js';
import { answerChallenge, openCall } from './meta-webhook.js';
import { cutPageEntry } from './page-call.js';
import { postMessage, postTyping } from './page-calls.js';
import { linkBody, textBody } from './page-send.js';
import { translatePage } from './page-translate.js';

type InstagramConnection = Connection<InstagramSettings, MetaSecrets>;

const pageOf = ({ settings, secrets }: InstagramConnection) => ({ pageId: settings.pageId, accessToken: secrets.accessToken });

/** Instagram counts bytes. A longer text would be refused with words that nobody understands. */
const maxTextBytes = 1000;

/** Direct messages of an Instagram professional account, through the Facebook page that it is linked to. */
export class InstagramDrawer implements Drawer<InstagramSettings, MetaSecrets> {
  readonly channel = 'instagram';
  readonly provider = 'meta';
  readonly settings = InstagramSettings;
  readonly secrets = MetaSecrets;

  account({ instagramAccountId }: InstagramSettings): string {
    return instagramAccountId;
  }

  challenge(request: WebhookRequest, { secrets }: InstagramConnection) {
    return answerChallenge(request, secrets);
  }

  open(request: WebhookRequest, { secrets }: InstagramConnection): Opened {
    return openCall(request, secrets, cutPageEntry);
  }

  translate(raw: Buffer, { settings }: InstagramConnection): VendorEvent {
    return translatePage(raw, { channel: 'instagram', object: 'instagram', id: settings.instagramAccountId });
  }

  async send(part: OutgoingPart, connection: InstagramConnection, http: VendorHttp): Promise<PartOutcome> {
    if (part.template) return { state: 'failed', reason: 'Instagram has no templates here.' };
    const options = { humanAgentTag: connection.settings.humanAgentTag, marked: false };
    if (part.media) return postMessage(pageOf(connection), http, { json: linkBody(part, options, part.media) });
    const bytes = Buffer.byteLength(part.text ?? '');
    if (bytes > maxTextBytes)
      return { state: 'failed', reason: `Instagram takes texts of ${maxTextBytes} bytes; this one has ${bytes}.` };
    return postMessage(pageOf(connection), http, { json: textBody(part, options) });
  }

  async fetchMedia(
    { reference, name }: MediaReference,
    _connection: InstagramConnection,
    http: VendorHttp,
    maxBytes: number,
  ): Promise<FetchedMedia> {
    return { ...(await fetchFile(http, reference, maxBytes)), ...(name ? { name } : {}) };
  }

  typing(to: OutgoingPart['to'], connection: InstagramConnection, http: VendorHttp): Promise<void> {
    return postTyping(pageOf(connection), http, to);
  }
}
