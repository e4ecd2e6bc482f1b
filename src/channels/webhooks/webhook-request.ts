import type { Request } from 'express';
import { rawBody } from '../../platform/http/raw-body.js';
import type { WebhookRequest } from '../drawers/drawer.js';

/** The call as a drawer sees it: byte for byte, under the address that the vendor knows. */
export function webhookRequest(request: Request, publicUrl: string): WebhookRequest {
  const url = publicUrl + request.originalUrl;
  const at = url.indexOf('?');
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  if (at >= 0) for (const [name, value] of new URLSearchParams(url.slice(at + 1))) query[name] ??= value;
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  return { method: request.method === 'GET' ? 'GET' : 'POST', url, query, headers, body: rawBody(request) };
}
