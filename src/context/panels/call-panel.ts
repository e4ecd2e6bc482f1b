import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { PanelFault } from '../../contracts/panels.js';
import { faultOfUrl } from './panel-url.js';
import { isSigned, signature } from './panel-signature.js';
import { AddressRefused, publicLookup } from './private-address.js';
import { BadAnswer, type PanelContent, readAnswer } from './read-answer.js';

/** Why a panel gave nothing that can be shown. */
export class PanelFailed extends Error {
  constructor(
    readonly fault: PanelFault,
    detail: string,
  ) {
    super(detail);
  }
}

export interface PanelCall {
  url: string;
  secret: string;
  timeoutMs: number;
  signsAnswers: boolean;
  allowPrivate: boolean;
  /** Unique for each request. */
  id: string;
  nowMs: number;
  body: object;
}

const mostBytes = 64 * 1024;

/**
 * Asks a panel, signed. Redirects are not followed, private addresses not connected to unless allowed, and an answer that
 * dribbles is cut off: the time is for the whole of it.
 * @throws PanelFailed
 */
export async function callPanel(call: PanelCall): Promise<PanelContent> {
  // Checked again at each call: the setting may have been taken back since the panel was saved.
  if (faultOfUrl(call.url, call.allowPrivate)) throw new PanelFailed('address_refused', 'the address is not allowed');
  const { response, body } = await exchange(call).catch((error: unknown) => {
    throw asFault(error);
  });
  if (call.signsAnswers) {
    const { 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = response.headers;
    if (!isSigned(call.secret, call.id, { timestamp: single(timestamp), signatures: single(signatures), body }, call.nowMs))
      throw new PanelFailed('bad_signature', 'the answer is not signed as agreed');
  }
  try {
    return readAnswer(body);
  } catch (error) {
    if (error instanceof BadAnswer) throw new PanelFailed('bad_answer', error.message);
    throw error;
  }
}

function exchange(call: PanelCall): Promise<{ response: IncomingMessage; body: Buffer }> {
  const url = new URL(call.url);
  const sent = Buffer.from(JSON.stringify(call.body));
  const timestampS = Math.floor(call.nowMs / 1000);
  const options = {
    method: 'POST',
    // A connection of its own each time: none is taken over that was checked under other rules.
    agent: false as const,
    signal: AbortSignal.timeout(call.timeoutMs),
    ...(call.allowPrivate ? {} : { lookup: publicLookup }),
    headers: {
      'content-type': 'application/json',
      'content-length': sent.length,
      accept: 'application/json',
      'webhook-id': call.id,
      'webhook-timestamp': String(timestampS),
      'webhook-signature': signature(call.secret, call.id, timestampS, sent),
    },
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (response) => {
      read(response).then((body) => resolve({ response, body }), reject);
    });
    request.on('error', reject);
    request.end(sent);
  });
}

async function read(response: IncomingMessage): Promise<Buffer> {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new PanelFailed('bad_status', `the panel answered ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw new PanelFailed('too_large', `the answer is larger than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function asFault(error: unknown): PanelFailed {
  if (error instanceof PanelFailed) return error;
  if (error instanceof AddressRefused) return new PanelFailed('address_refused', error.message);
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ABORT_ERR')
    return new PanelFailed('timed_out', 'no whole answer in time');
  return new PanelFailed('unreachable', `no answer (${code ?? name ?? 'unknown'})`);
}

const single = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);
