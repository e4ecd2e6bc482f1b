import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessTokens } from '../../../src/channels/wechat/access-tokens.js';
import { WechatDrawer } from '../../../src/channels/wechat/wechat.drawer.js';
import { writeWechatXml } from '../../../src/channels/wechat/wechat-xml.js';
import { FakeWechat } from '../../support/vendors/wechat.js';
import { describeDrawer } from './conformance.js';
import type { SignedCall, Utterance } from './drawer-case.js';

const folder = join(import.meta.dirname, '../../payloads/wechat');
const account = new FakeWechat();

const saying = ({ from, id, text, sentAt }: Utterance): string =>
  writeWechatXml({
    ToUserName: 'gh_3f1c0a9b7d55',
    FromUserName: from,
    CreateTime: Math.floor(sentAt.getTime() / 1000),
    MsgType: 'text',
    Content: text,
    MsgId: Number(id),
  });

const event = (from: string, more: Record<string, string | number>): string =>
  writeWechatXml({ ToUserName: 'gh_3f1c0a9b7d55', FromUserName: from, CreateTime: 1_795_224_000, ...more });

const queryWith = (call: SignedCall, change: Record<string, string | null>): SignedCall => {
  const query = new URLSearchParams(call.query);
  for (const [name, value] of Object.entries(change))
    if (value === null) query.delete(name);
    else query.set(name, value);
  return { ...call, query: query.toString() };
};

describeDrawer({
  drawer: new WechatDrawer(new AccessTokens(() => 0)),
  settings: { appId: account.appId },
  secrets: { appSecret: account.appSecret, token: account.token, encodingAesKey: account.encodingAesKey },
  startFake: () => FakeWechat.start(),
  environment: (fake) => ({ WECHAT_API_URL: fake.url }),
  identityKind: 'wechat',
  customers: [
    'oUq2w5Zt0b3kLrNvYpQ7sXeDfGh1',
    'oUq2w5Zt0b3kLrNvYpQ7sXeDfGh2',
    'oUq2w5Zt0b3kLrNvYpQ7sXeDfGh3',
    'oUq2w5Zt0b3kLrNvYpQ7sXeDfGh4',
  ],
  maxBatch: 1,
  bodyOf: ([utterance]) => saying(utterance!),
  sign: (body, { now }) => {
    const call = account.call(body.toString(), { at: now, mode: 'safe' });
    return { headers: { 'content-type': 'text/xml' }, ...call };
  },
  forge: (genuine) => [
    queryWith(genuine, { msg_signature: null }),
    queryWith(genuine, { signature: 'f'.repeat(40) }),
    queryWith(genuine, { msg_signature: 'f'.repeat(40) }),
    queryWith(genuine, { timestamp: '1409304348' }),
    queryWith(genuine, { nonce: 'another' }),
    { headers: genuine.headers, body: genuine.body },
    { ...genuine, body: genuine.body.toString().replace('<Encrypt><![CDATA[', '<Encrypt><![CDATA[AAAA') },
    { ...genuine, body: saying({ from: 'oUq2w5Zt0b3kLrNvYpQ7sXeDfGh1', id: '1', text: 'in clear', sentAt: new Date(0) }) },
  ],
  unknownKinds: (from) => [
    event(from, { MsgType: 'hologram', MsgId: 91 }),
    event(from, { MsgType: 'event', Event: 'teleported', EventKey: '7' }),
    event(from, { MsgType: 'text', MsgId: 92 }),
    event(from, { MsgType: 'event', Event: 'subscribe' }),
    '<tea/>',
  ],
  payloads: readdirSync(folder).map((name) => readFileSync(join(folder, name))),
});
