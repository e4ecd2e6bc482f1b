import { Inject, Injectable } from '@nestjs/common';
import type { CookieOptions, Request, Response } from 'express';
import { CONFIG, type Config } from '../../config/config.js';
import { Refusal } from '../../platform/http/refusal.js';
import { SESSION_DAYS } from './sessions.repository.js';

const cookieName = 'tl_refresh';

/** The refresh token travels in a cookie no script can read, and only to the sign-in doors. */
@Injectable()
export class RefreshCookie {
  private readonly options: CookieOptions;
  private readonly ownOrigin: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.options = { httpOnly: true, sameSite: 'strict', secure: config.publicUrl.startsWith('https:'), path: '/v1/auth' };
    this.ownOrigin = new URL(config.publicUrl).origin;
  }

  read(request: Request): string | undefined {
    const value: unknown = (request.cookies as Record<string, unknown> | undefined)?.[cookieName];
    return typeof value === 'string' ? value : undefined;
  }

  set(response: Response, token: string): void {
    response.cookie(cookieName, token, { ...this.options, maxAge: SESSION_DAYS * 86_400_000 });
  }

  clear(response: Response): void {
    response.clearCookie(cookieName, this.options);
  }

  /**
   * SameSite keeps other sites' requests from carrying the cookie, but a sibling subdomain counts as the same site:
   * where the browser names the page's origin, it must be ours (PUBLIC_URL, or the very host that was called).
   * @throws Refusal `forbidden`
   */
  assertOwnPage(request: Request): void {
    const { origin, host } = request.headers;
    if (origin === undefined || origin === this.ownOrigin) return;
    if (URL.canParse(origin) && new URL(origin).host === host) return;
    throw new Refusal('forbidden', 'Sign-in is not open to pages of another origin.');
  }
}
