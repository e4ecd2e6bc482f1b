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
import { MessengerSettings, MetaSecrets } from './meta-settings.js';
import { answerChallenge, openCall } from './meta-webhook.js';
import { cutPageEntry } from './page-call.js';
import { postMessage, postTyping } from './page-calls.js';
import { textBody, uploadForm } from './page-send.js';
import { translatePage } from './page-translate.js';

type MessengerConnection = Connection<MessengerSettings, MetaSecrets>;

const pageOf = ({ settings, secrets }: MessengerConnection) => ({ pageId: settings.pageId, accessToken: secrets.accessToken });

/** Messages of a Facebook page. */
export class MessengerDrawer implements Drawer<MessengerSettings, MetaSecrets> {
  readonly channel = 'messenger';
  readonly provider = 'meta';
  readonly settings = MessengerSettings;
  readonly secrets = MetaSecrets;

  account({ pageId }: MessengerSettings): string {
    return pageId;
  }

  challenge(request: WebhookRequest, { secrets }: MessengerConnection) {
    return answerChallenge(request, secrets);
  }

  open(request: WebhookRequest, { secrets }: MessengerConnection): Opened {
    return openCall(request, secrets, cutPageEntry);
  }

  translate(raw: Buffer, { settings }: MessengerConnection): VendorEvent {
    return translatePage(raw, { channel: 'messenger', object: 'page', id: settings.pageId });
  }

  async send(part: OutgoingPart, connection: MessengerConnection, http: VendorHttp): Promise<PartOutcome> {
    if (part.template) return { state: 'failed', reason: 'Messenger has no templates here.' };
    const options = { humanAgentTag: connection.settings.humanAgentTag, marked: true };
    const page = pageOf(connection);
    if (!part.media) return postMessage(page, http, { json: textBody(part, options) });
    const multipart = uploadForm(part, options, part.media, await part.media.read());
    return postMessage(page, http, { multipart, timeoutMs: 30_000 });
  }

  async fetchMedia(
    { reference, name }: MediaReference,
    _connection: MessengerConnection,
    http: VendorHttp,
    maxBytes: number,
  ): Promise<FetchedMedia> {
    return { ...(await fetchFile(http, reference, maxBytes)), ...(name ? { name } : {}) };
  }

  typing(to: OutgoingPart['to'], connection: MessengerConnection, http: VendorHttp): Promise<void> {
    return postTyping(pageOf(connection), http, to);
  }
}
