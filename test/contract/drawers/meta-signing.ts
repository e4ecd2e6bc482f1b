import { createHmac } from 'node:crypto';
import type { MetaChannel } from '../../support/vendors/meta.js';
import { accountNumbers, type Account, accountCall, customerEvent } from '../../support/vendors/meta-calls.js';
import { payloads } from '../../support/vendors/meta-payloads.js';
import type { SignedCall } from './drawer-case.js';

const { appSecret, settings, secrets } = accountNumbers;

/** What an inbox of this channel is told. */
export const metaAccount = (channel: MetaChannel) => ({ settings: settings[channel], secrets });

const dressed = (body: string | Buffer, signature: string): SignedCall => ({
  headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
  body,
});
const hmac = (hash: string, body: string | Buffer, secret = appSecret): string =>
  createHmac(hash, secret).update(body).digest('hex');

export const signedCall = (body: string | Buffer): SignedCall => dressed(body, `sha256=${hmac('sha256', body)}`);

export const forgedCalls = ({ body }: SignedCall): SignedCall[] => [
  { headers: { 'content-type': 'application/json' }, body },
  dressed(body, ''),
  dressed(body, `sha256=${hmac('sha256', body, 'guess')}`),
  dressed(body, `sha256=${hmac('sha256', `${body.toString()} `)}`),
  dressed(body, `sha1=${hmac('sha1', body)}`),
  dressed(body, hmac('sha256', body)),
  { headers: { 'content-type': 'application/json', 'x-hub-signature': `sha1=${hmac('sha1', body)}` }, body },
];

export const payloadsOf = (channel: MetaChannel): Buffer[] =>
  payloads.filter((one) => one.channel === channel).map(({ body }) => body);

/** Nothing that a page or an Instagram account is known to send. */
export function unknownEvents(account: Account, from: string): string[] {
  const at = new Date('2026-11-22T09:00:00Z');
  const events = [
    { telepathy: { thought: 'tea' } },
    { message: { text: 'without an id' } },
    { message: { mid: 'u_1', attachments: [{ type: 'hologram', payload: { depth: 3 } }] } },
    { message: { mid: 'u_2' } },
    { read: { watermark: 'yesterday' } },
    { reaction: { action: 'react' } },
    { delivery: {} },
  ];
  return [
    ...events.map((event) => accountCall(account, [customerEvent(account, from, at, event)])),
    accountCall(account, [{ message: { mid: 'u_3', text: 'from nobody' } }]),
    { object: account.object, entry: [{ id: account.id, kettle: true }] },
    { object: 'teapot', entry: [{ id: account.id, messaging: [] }] },
  ].map((call) => JSON.stringify(call));
}
