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
import type { AccessTokens } from './access-tokens.js';
import { fetchWechatMedia } from './fetch-wechat-media.js';
import { answerWechatChallenge, openWechat } from './open-wechat.js';
import { sendWechat } from './send-wechat.js';
import { translateWechat } from './translate-wechat.js';
import { WechatApi } from './wechat-api.js';
import { type WechatConnection, WechatSecrets, WechatSettings } from './wechat-connection.js';

/** WeChat Official Accounts (service accounts): XML in, plain or encrypted; customer-service messages and templates out. */
export class WechatDrawer implements Drawer<WechatSettings, WechatSecrets> {
  readonly channel = 'wechat';
  readonly provider = 'wechat';
  readonly settings = WechatSettings;
  readonly secrets = WechatSecrets;

  account({ appId }: WechatSettings): string {
    return appId;
  }

  constructor(private readonly tokens: AccessTokens) {}

  challenge(request: WebhookRequest, connection: WechatConnection) {
    return answerWechatChallenge(request, connection);
  }

  open(request: WebhookRequest, connection: WechatConnection, now: Date): Opened {
    return openWechat(request, connection, now);
  }

  translate(raw: Buffer): VendorEvent {
    return translateWechat(raw);
  }

  send(part: OutgoingPart, connection: WechatConnection, http: VendorHttp): Promise<PartOutcome> {
    return sendWechat(part, connection, this.api(connection, http));
  }

  fetchMedia(reference: MediaReference, connection: WechatConnection, http: VendorHttp, maxBytes: number): Promise<FetchedMedia> {
    return fetchWechatMedia(reference, this.api(connection, http), http, maxBytes);
  }

  /** Whether it is shown is of no consequence: what WeChat says to it is not read. */
  async typing(to: { value: string }, connection: WechatConnection, http: VendorHttp): Promise<void> {
    const json = { touser: to.value, command: 'Typing' };
    await this.api(connection, http).call('/cgi-bin/message/custom/typing', { method: 'POST', json });
  }

  private api(connection: WechatConnection, http: VendorHttp): WechatApi {
    return new WechatApi(this.tokens, http, connection);
  }
}
