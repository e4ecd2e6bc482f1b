import type { Channel } from '../../../../src/contracts/words.js';

/** What a vendor must be told, as data: one line a field, in the order in which it is met in the vendor's own pages. */
export type Setting =
  | { kind: 'text'; at: string; needed?: true; placeholder?: string }
  | { kind: 'long'; at: string }
  | { kind: 'switch'; at: string; isOnByDefault?: true }
  | { kind: 'number'; at: string; min: number; max: number; placeholder?: string }
  | { kind: 'choice'; at: string; values: readonly string[]; usual: string }
  | { kind: 'list'; at: string }
  | { kind: 'byLanguage'; at: string; alwaysByLanguage?: true }
  /** A part that is there as a whole or not at all. */
  | { kind: 'part'; at: string; starts: Record<string, unknown>; settings: readonly Setting[] };

export interface ChannelForm {
  channel: Channel;
  /** Only where the channel has several vendors. */
  provider?: string;
  settings: readonly Setting[];
  /** What few need. */
  more?: readonly Setting[];
  secrets: readonly { name: string; needed?: true; make?: true; lines?: true }[];
  templates?: true;
}

const twilio: readonly Setting[] = [
  { kind: 'text', at: 'accountSid', needed: true, placeholder: 'AC…' },
  { kind: 'text', at: 'from', placeholder: '+14155550100' },
];
const twilioMore: readonly Setting[] = [
  { kind: 'text', at: 'messagingServiceSid', placeholder: 'MG…' },
  { kind: 'text', at: 'apiKeySid', placeholder: 'SK…' },
];
const twilioSecrets = [{ name: 'authToken', needed: true }, { name: 'apiKeySecret' }] as const;
const metaSecrets = [
  { name: 'appSecret', needed: true },
  { name: 'accessToken', needed: true },
  { name: 'verifyToken', needed: true, make: true },
] as const;
const humanAgentTag: Setting = { kind: 'switch', at: 'humanAgentTag' };

const imap: Setting = {
  kind: 'part',
  at: 'imap',
  starts: { host: '', user: '' },
  settings: [
    { kind: 'text', at: 'host', needed: true, placeholder: 'imap.example.com' },
    { kind: 'text', at: 'user', needed: true },
    { kind: 'choice', at: 'security', values: ['tls', 'starttls', 'none'], usual: 'tls' },
    { kind: 'number', at: 'port', min: 1, max: 65_535, placeholder: '993' },
    { kind: 'text', at: 'mailbox', placeholder: 'INBOX' },
    { kind: 'choice', at: 'after', values: ['seen', 'move', 'delete'], usual: 'seen' },
    { kind: 'text', at: 'moveTo' },
    { kind: 'choice', at: 'begin', values: ['now', 'unseen'], usual: 'now' },
    { kind: 'number', at: 'pollSeconds', min: 10, max: 3_600, placeholder: '60' },
    { kind: 'long', at: 'certificateAuthority' },
  ],
};

export const channelForms: readonly ChannelForm[] = [
  {
    channel: 'webchat',
    settings: [
      { kind: 'choice', at: 'pages', values: ['always', 'consent', 'never'], usual: 'consent' },
      { kind: 'switch', at: 'calls' },
    ],
    more: [
      { kind: 'number', at: 'limits/messagesPer10S', min: 1, max: 10_000, placeholder: '10' },
      { kind: 'number', at: 'limits/sessionsPerMinute', min: 1, max: 10_000, placeholder: '30' },
      { kind: 'number', at: 'limits/connectionsPerMinute', min: 1, max: 10_000, placeholder: '60' },
    ],
    secrets: [],
  },
  {
    channel: 'email',
    settings: [imap, { kind: 'byLanguage', at: 'signature', alwaysByLanguage: true }, { kind: 'switch', at: 'quoteHistory' }],
    more: [
      { kind: 'switch', at: 'replyWhenClosed' },
      { kind: 'list', at: 'forwardingLists' },
      {
        ...{ kind: 'part', at: 'dkim', starts: { domain: '', selector: '' } },
        settings: [
          { kind: 'text', at: 'domain', needed: true, placeholder: 'shop.example' },
          { kind: 'text', at: 'selector', needed: true, placeholder: 'mail' },
        ],
      },
    ],
    secrets: [{ name: 'imapPassword' }, { name: 'imapAccessToken' }, { name: 'dkimPrivateKey', lines: true }],
  },
  {
    channel: 'voice',
    settings: [
      { kind: 'text', at: 'accountSid', needed: true, placeholder: 'AC…' },
      { kind: 'text', at: 'number', needed: true, placeholder: '+4930123456' },
      { kind: 'text', at: 'locale', placeholder: 'en' },
      { kind: 'text', at: 'defaultCountry', placeholder: 'DE' },
      { kind: 'byLanguage', at: 'greeting' },
      { kind: 'byLanguage', at: 'closedText' },
      { kind: 'choice', at: 'recording', values: ['off', 'on_request', 'always'], usual: 'off' },
      { kind: 'byLanguage', at: 'recordingText' },
    ],
    more: [
      { kind: 'switch', at: 'announcePlace', isOnByDefault: true },
      { kind: 'switch', at: 'offerCallback', isOnByDefault: true },
      { kind: 'switch', at: 'offerVoicemail', isOnByDefault: true },
      { kind: 'switch', at: 'transcribe' },
      { kind: 'switch', at: 'trustCallerNumber' },
      { kind: 'number', at: 'ringS', min: 5, max: 60, placeholder: '20' },
      { kind: 'number', at: 'voicemailMaxS', min: 5, max: 600, placeholder: '120' },
      { kind: 'choice', at: 'agentLineEnds', values: ['requeue', 'end'], usual: 'requeue' },
      { kind: 'text', at: 'holdMusicUrl', placeholder: 'https://…' },
      { kind: 'byLanguage', at: 'voices', alwaysByLanguage: true },
    ],
    secrets: [{ name: 'authToken', needed: true }, { name: 'apiKeySid' }, { name: 'apiKeySecret' }],
  },
  { channel: 'sms', settings: twilio, more: twilioMore, secrets: twilioSecrets },
  {
    ...{ channel: 'whatsapp', provider: 'meta', templates: true },
    settings: [
      { kind: 'text', at: 'phoneNumberId', needed: true },
      { kind: 'text', at: 'wabaId' },
    ],
    secrets: metaSecrets,
  },
  { ...{ channel: 'whatsapp', provider: 'twilio', templates: true }, settings: twilio, more: twilioMore, secrets: twilioSecrets },
  { channel: 'messenger', settings: [{ kind: 'text', at: 'pageId', needed: true }, humanAgentTag], secrets: metaSecrets },
  {
    channel: 'instagram',
    settings: [
      { kind: 'text', at: 'pageId', needed: true },
      { kind: 'text', at: 'instagramAccountId', needed: true },
      humanAgentTag,
    ],
    secrets: metaSecrets,
  },
  {
    channel: 'telegram',
    settings: [{ kind: 'text', at: 'botUsername' }],
    secrets: [
      { name: 'botToken', needed: true },
      { name: 'secretToken', needed: true, make: true },
    ],
  },
  {
    channel: 'line',
    settings: [
      { kind: 'text', at: 'botUserId', placeholder: 'U…' },
      { kind: 'text', at: 'videoPreviewUrl', placeholder: 'https://…' },
    ],
    secrets: [
      { name: 'channelSecret', needed: true },
      { name: 'channelAccessToken', needed: true },
    ],
  },
  {
    ...{ channel: 'wechat', templates: true },
    settings: [
      { kind: 'text', at: 'appId', needed: true, placeholder: 'wx…' },
      { kind: 'long', at: 'welcome' },
    ],
    secrets: [{ name: 'appSecret', needed: true }, { name: 'token', needed: true, make: true }, { name: 'encodingAesKey' }],
  },
  { channel: 'api', settings: [], secrets: [] },
] as const;

export const providersOf = (channel: string): string[] =>
  channelForms.flatMap((form) => (form.channel === channel && form.provider ? [form.provider] : []));

export const formOf = (channel: string, provider: string | null | undefined): ChannelForm | undefined =>
  channelForms.find((form) => form.channel === channel && (!form.provider || form.provider === (provider ?? 'meta')));
