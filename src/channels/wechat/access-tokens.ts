import { createHash } from 'node:crypto';
import { type VendorHttp, VendorSilent } from '../drawers/vendor-http.js';
import { isObject, troubleOf } from './wechat-trouble.js';

export interface WechatAccount {
  appId: string;
  appSecret: string;
}

export type TokenAnswer = { ok: true; token: string } | { ok: false; reason: string };

/** WeChat hands the next token out from five minutes before the end, and honours both until then. */
const renewBeforeEndMs = 4 * 60_000;
const most = 1_000;

/**
 * Access tokens, in the memory of this process. That is enough for any number of processes: `stable_token` gives everybody
 * the same token while it lives, and asking for it does not end it for the others. Losing the memory costs one call.
 * `now`: milliseconds since the epoch.
 */
export class AccessTokens {
  private readonly kept = new Map<string, { token: string; renewAt: number }>();
  private readonly asking = new Map<string, Promise<TokenAnswer>>();

  constructor(private readonly now: () => number) {}

  /** `refused`: a token that WeChat has just called expired or wrong, so that this one is not given again. Never rejects. */
  async of(http: VendorHttp, account: WechatAccount, refused?: string): Promise<TokenAnswer> {
    const key = keyOf(http, account);
    const kept = this.kept.get(key);
    if (kept && kept.token !== refused && kept.renewAt > this.now()) return { ok: true, token: kept.token };
    const running = this.asking.get(key);
    if (running) return running;
    const asked = this.renew(http, account, key, refused).finally(() => this.asking.delete(key));
    this.asking.set(key, asked);
    return asked;
  }

  /**
   * Another process may have renewed it already: only where WeChat still names the refused one is it forced to make a new
   * one, which it does twenty times a day.
   */
  private async renew(http: VendorHttp, account: WechatAccount, key: string, refused?: string): Promise<TokenAnswer> {
    this.kept.delete(key);
    let answer = await this.ask(http, account, key, false);
    if (answer.ok && answer.token === refused) answer = await this.ask(http, account, key, true);
    return answer.ok && answer.token === refused ? { ok: false, reason: 'WeChat refuses its own access token' } : answer;
  }

  private async ask(http: VendorHttp, { appId, appSecret }: WechatAccount, key: string, force: boolean): Promise<TokenAnswer> {
    const json = { grant_type: 'client_credential', appid: appId, secret: appSecret, force_refresh: force };
    try {
      const answer = await http.call({ method: 'POST', url: `${http.base('wechat')}/cgi-bin/stable_token`, json });
      const { access_token: token, expires_in: seconds } = isObject(answer.json) ? answer.json : {};
      if (typeof token !== 'string' || !token || typeof seconds !== 'number')
        return { ok: false, reason: `no access token: ${troubleOf(answer).reason}` };
      if (this.kept.size >= most) this.kept.clear();
      this.kept.set(key, { token, renewAt: this.now() + seconds * 1000 - renewBeforeEndMs });
      return { ok: true, token };
    } catch (error) {
      if (!(error instanceof VendorSilent)) throw error;
      return { ok: false, reason: `WeChat did not answer (${error.message})` };
    }
  }
}

/** A changed secret is another key: a wrong one must not live on the right one's token. */
function keyOf(http: VendorHttp, { appId, appSecret }: WechatAccount): string {
  return createHash('sha256')
    .update(JSON.stringify([http.base('wechat'), appId, appSecret]))
    .digest('base64');
}
