import { type VendorCall, type VendorHttp, type VendorResponse, VendorSilent } from '../drawers/vendor-http.js';
import type { AccessTokens } from './access-tokens.js';
import type { WechatConnection } from './wechat-connection.js';
import { aboutTheToken, isObject, troubleOf, type WechatTrouble } from './wechat-trouble.js';

export type WechatAnswer =
  { ok: true; response: VendorResponse; json: Record<string, unknown> | undefined } | ({ ok: false } & WechatTrouble);

/** Calls of the API that carry the access token of an account. A refused token is renewed once. Never rejects. */
export class WechatApi {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly http: VendorHttp,
    private readonly connection: WechatConnection,
  ) {}

  /** `path` with its query, e.g. `/cgi-bin/media/get?media_id=…`. */
  async call(path: string, call: Omit<VendorCall, 'url'>): Promise<WechatAnswer> {
    const account = { appId: this.connection.settings.appId, appSecret: this.connection.secrets.appSecret };
    let token = await this.tokens.of(this.http, account);
    if (!token.ok) return { ok: false, errcode: undefined, reason: token.reason };
    const first = await this.once(path, call, token.token);
    if (first.ok || first.errcode === undefined || !aboutTheToken.has(first.errcode)) return first;
    token = await this.tokens.of(this.http, account, token.token);
    return token.ok ? this.once(path, call, token.token) : { ok: false, errcode: undefined, reason: token.reason };
  }

  private async once(path: string, call: Omit<VendorCall, 'url'>, token: string): Promise<WechatAnswer> {
    const url = `${this.http.base('wechat')}${path}${path.includes('?') ? '&' : '?'}access_token=${encodeURIComponent(token)}`;
    try {
      const response = await this.http.call({ ...call, url });
      const json = isObject(response.json) ? response.json : undefined;
      const fine = response.status === 200 && (json?.['errcode'] === undefined || json['errcode'] === 0);
      return fine ? { ok: true, response, json } : { ok: false, ...troubleOf(response) };
    } catch (error) {
      if (!(error instanceof VendorSilent)) throw error;
      return { ok: false, errcode: undefined, reason: `WeChat did not answer (${error.message})` };
    }
  }
}
