import type { VendorApi } from '../../config/vendor-apis.js';

export { type VendorApi, vendorApis } from '../../config/vendor-apis.js';

/** What a vendor answered, whole. `json` is undefined where the body is none, however it calls itself. */
export interface VendorResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  json: unknown;
}

export interface VendorCall {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as application/x-www-form-urlencoded. */
  form?: Record<string, string> | URLSearchParams;
  multipart?: FormData;
  /** More than this is cut off and thrown as VendorSilent; 1 MiB unless told. */
  maxBytes?: number;
  /** 10 s unless told. */
  timeoutMs?: number;
}

/** No usable answer: no connection, none in time, half a body, more than was asked for. Always worth another try. */
export class VendorSilent extends Error {}

/** Something came that is no answer of HTTP. */
export class AnswerUnreadable extends VendorSilent {}

/** More than was asked for: whoever fetches a file knows then that it is too large. */
export class AnswerTooLarge extends VendorSilent {}

/**
 * How drawers speak to vendors: one way out, with a time-out over the whole answer and a bound on its size. Redirects are
 * not followed. Any status is an answer; only silence throws.
 */
export interface VendorHttp {
  call(call: VendorCall): Promise<VendorResponse>;
  /** Where a vendor's API is (from the environment), without a trailing slash. */
  base(api: VendorApi): string;
}
