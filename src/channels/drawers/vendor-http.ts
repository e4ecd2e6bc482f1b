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

/**
 * How drawers speak to vendors: one way out, with a time-out over the whole answer and a bound on its size. Redirects are
 * not followed. Any status is an answer; only silence throws.
 */
export interface VendorHttp {
  call(call: VendorCall): Promise<VendorResponse>;
  /** Where a vendor's API is (from the environment), without a trailing slash. */
  base(api: VendorApi): string;
}

/** Each has an environment variable of its own, so that a gateway, or a stand-in, can take its place. */
export const vendorApis = {
  metaGraph: { variable: 'META_GRAPH_URL', url: 'https://graph.facebook.com/v23.0' },
  telegram: { variable: 'TELEGRAM_API_URL', url: 'https://api.telegram.org' },
  line: { variable: 'LINE_API_URL', url: 'https://api.line.me' },
  lineData: { variable: 'LINE_DATA_URL', url: 'https://api-data.line.me' },
  wechat: { variable: 'WECHAT_API_URL', url: 'https://api.weixin.qq.com' },
  twilio: { variable: 'TWILIO_API_URL', url: 'https://api.twilio.com' },
} as const;
export type VendorApi = keyof typeof vendorApis;
