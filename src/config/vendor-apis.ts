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
