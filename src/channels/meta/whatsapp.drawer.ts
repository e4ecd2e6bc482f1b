import {
  type Connection,
  type Drawer,
  type FetchedMedia,
  type MediaReference,
  MediaGone,
  MediaTooLarge,
  type Opened,
  type OutgoingMedia,
  type OutgoingPart,
  type PartOutcome,
  type VendorEvent,
  type WebhookRequest,
} from '../drawers/drawer.js';
import type { VendorHttp } from '../drawers/vendor-http.js';
import { fetchFile } from './fetch-meta-media.js';
import { callGraph, isLater, succeeded } from './graph-call.js';
import { refusedBy } from './graph-error.js';
import { idOf, numberOf, objectOf, objectsOf, textOf } from './json-reading.js';
import { MetaSecrets, WhatsappSettings } from './meta-settings.js';
import { answerChallenge, openCall } from './meta-webhook.js';
import { cutWhatsappEntry } from './whatsapp-call.js';
import { whatsappFailure } from './whatsapp-failures.js';
import { uploadForm, whatsappBody } from './whatsapp-send.js';
import { translateWhatsapp } from './whatsapp-translate.js';

type WhatsappConnection = Connection<WhatsappSettings, MetaSecrets>;
type Uploaded = { id: string } | Exclude<PartOutcome, { state: 'sent' }>;

/** WhatsApp by Meta's Cloud API. */
export class WhatsappDrawer implements Drawer<WhatsappSettings, MetaSecrets> {
  readonly channel = 'whatsapp';
  readonly provider = 'meta';
  readonly settings = WhatsappSettings;
  readonly secrets = MetaSecrets;

  challenge(request: WebhookRequest, { secrets }: WhatsappConnection) {
    return answerChallenge(request, secrets);
  }

  open(request: WebhookRequest, { secrets }: WhatsappConnection): Opened {
    return openCall(request, secrets, cutWhatsappEntry);
  }

  translate(raw: Buffer, { settings }: WhatsappConnection): VendorEvent {
    return translateWhatsapp(raw, settings);
  }

  async send(part: OutgoingPart, connection: WhatsappConnection, http: VendorHttp): Promise<PartOutcome> {
    const uploaded = part.media && !part.template ? await this.upload(part.media, connection, http) : undefined;
    if (uploaded && !('id' in uploaded)) return uploaded;
    const { settings, secrets } = connection;
    const answer = await callGraph(http, secrets.accessToken, {
      method: 'POST',
      path: `${settings.phoneNumberId}/messages`,
      json: whatsappBody(part, uploaded?.id),
    });
    if (isLater(answer)) return answer;
    const externalId = idOf(objectsOf(objectOf(answer.json)?.['messages'])[0]?.['id']);
    return succeeded(answer) && externalId ? { state: 'sent', externalId } : refusedBy(answer, whatsappFailure);
  }

  /** Uploaded again at every attempt: an id that nobody sends costs nothing and is forgotten after 30 days. */
  private async upload(media: OutgoingMedia, { settings, secrets }: WhatsappConnection, http: VendorHttp): Promise<Uploaded> {
    const answer = await callGraph(http, secrets.accessToken, {
      method: 'POST',
      path: `${settings.phoneNumberId}/media`,
      multipart: uploadForm(media, await media.read()),
      timeoutMs: 30_000,
    });
    if (isLater(answer)) return answer;
    const id = idOf(objectOf(answer.json)?.['id']);
    return succeeded(answer) && id ? { id } : refusedBy(answer, whatsappFailure);
  }

  /** The id leads to an address that lives for five minutes, so it is asked for anew each time. */
  async fetchMedia(
    { reference, name }: MediaReference,
    { secrets }: WhatsappConnection,
    http: VendorHttp,
    maxBytes: number,
  ): Promise<FetchedMedia> {
    const answer = await callGraph(http, secrets.accessToken, { path: encodeURIComponent(reference) });
    if (isLater(answer)) throw new Error(answer.reason);
    const told = objectOf(answer.json);
    const address = textOf(told?.['url'], 4000);
    if (!succeeded(answer) || !address) {
      const refused = refusedBy(answer, whatsappFailure);
      throw refused.state === 'failed' ? new MediaGone(refused.reason) : new Error(refused.reason);
    }
    if ((numberOf(told?.['file_size']) ?? 0) > maxBytes) throw new MediaTooLarge(`the file is larger than ${maxBytes} bytes`);
    const file = await fetchFile(http, address, maxBytes, secrets.accessToken);
    return { ...file, ...(name ? { name } : {}) };
  }

  /** The sign goes with the reading of a message, so it needs one: without it nothing is shown. */
  async typing(
    _to: { kind: string; value: string },
    { settings, secrets }: WhatsappConnection,
    http: VendorHttp,
    last?: { externalId: string },
  ): Promise<void> {
    if (!last) return;
    await callGraph(http, secrets.accessToken, {
      method: 'POST',
      path: `${settings.phoneNumberId}/messages`,
      json: { messaging_product: 'whatsapp', status: 'read', message_id: last.externalId, typing_indicator: { type: 'text' } },
    });
  }
}
