/** Calls as Meta would make them: what customers of WhatsApp, a page and an Instagram account do. */

export interface Said {
  from: string;
  id: string;
  text: string;
  sentAt: Date;
  /** Of WhatsApp's profile. */
  name?: string;
}

const phoneNumberId = '106540352242922';
const wabaId = '102290129340398';
const pageId = '210030050060070';
const instagramAccountId = '17841405822304914';
const appSecret = 'b1c2d3e4f5a6978877665544332211ff';

/** The account that the stand-in of Meta's API serves, as inboxes are told of it. */
export const accountNumbers = {
  phoneNumberId,
  pageId,
  appSecret,
  settings: {
    whatsapp: { phoneNumberId, wabaId },
    messenger: { pageId },
    instagram: { pageId, instagramAccountId },
  },
  secrets: {
    appSecret,
    accessToken: 'EAAGm0PX4ZCpsBAKZCu0stand1nT0kenF0rTests',
    verifyToken: 'a word between us two',
  },
};

const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1000));

/** One change of the field `messages`, with whatever it carries. */
export const whatsappCall = (value: object, field = 'messages'): { object: string; entry: object[] } => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: wabaId,
      changes: [
        {
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: phoneNumberId },
            ...value,
          },
          field,
        },
      ],
    },
  ],
});

export const whatsappSaid = (all: readonly Said[]): object =>
  whatsappCall({
    contacts: [...new Map(all.map(({ from, name }) => [from, name])).entries()].map(([from, name]) => ({
      profile: { name: name ?? `Customer ${from.slice(-4)}` },
      wa_id: from,
    })),
    messages: all.map(({ from, id, text, sentAt }) => ({
      from,
      id,
      timestamp: seconds(sentAt),
      type: 'text',
      text: { body: text },
    })),
  });

export const whatsappStatus = (
  { to, id, mark }: { to: string; id: string; mark?: string },
  status: 'sent' | 'delivered' | 'read' | 'failed',
  at: Date,
): object =>
  whatsappCall({
    contacts: [{ profile: { name: `Customer ${to.slice(-4)}` }, wa_id: to }],
    statuses: [
      {
        id,
        status,
        timestamp: seconds(at),
        recipient_id: to,
        ...(mark ? { biz_opaque_callback_data: mark } : {}),
        ...(status === 'failed'
          ? { errors: [{ code: 131026, title: 'Message undeliverable', message: 'Message undeliverable' }] }
          : {}),
      },
    ],
  });

export interface Account {
  object: 'page' | 'instagram';
  id: string;
}

export const page: Account = { object: 'page', id: pageId };
export const instagram: Account = { object: 'instagram', id: instagramAccountId };

/** One entry with these events, each from this customer to the account. */
export const accountCall = ({ object, id }: Account, events: readonly object[]): object => ({
  object,
  entry: [{ id, time: 1_763_719_200_456, messaging: events }],
});

export const customerEvent = ({ id }: Account, from: string, at: Date, event: object): object => ({
  sender: { id: from },
  recipient: { id },
  timestamp: at.getTime(),
  ...event,
});

export const accountSaid = (account: Account, all: readonly Said[]): object =>
  accountCall(
    account,
    all.map(({ from, id, text, sentAt }) => customerEvent(account, from, sentAt, { message: { mid: id, text } })),
  );

/** What was written by the account itself: in its app, or by us. */
export const accountEcho = (
  account: Account,
  { to, id, text, metadata }: { to: string; id: string; text: string; metadata?: string },
  at: Date,
): object =>
  accountCall(account, [
    {
      sender: { id: account.id },
      recipient: { id: to },
      timestamp: at.getTime(),
      message: { mid: id, text, is_echo: true, ...(metadata ? { metadata } : {}) },
    },
  ]);
