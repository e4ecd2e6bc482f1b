import type { OutgoingMedia, OutgoingPart } from '../drawers/drawer.js';
import { linkBody, textBody, uploadForm as pageForm } from './page-send.js';
import { uploadForm as whatsappForm, whatsappBody } from './whatsapp-send.js';

const now = new Date('2026-11-22T10:00:00Z');
const heard = (hoursAgo: number): OutgoingPart['last'] => ({
  externalId: 'm_THEIRS',
  receivedAt: new Date(now.getTime() - hoursAgo * 3_600_000),
  extra: {},
});
const part = (fields: Partial<OutgoingPart>): OutgoingPart => ({
  messageId: 'message-1',
  index: 0,
  idempotencyKey: 'key-1',
  to: { kind: 'whatsapp', value: '+8613800138000' },
  now,
  ...fields,
});
const bill: OutgoingMedia = {
  kind: 'file',
  name: 'bill.pdf',
  contentType: 'application/pdf',
  sizeBytes: 3,
  url: 'https://centre.example/media/1?signature=x',
  read: () => Promise.resolve(Buffer.from('pdf')),
};

describe('a part for WhatsApp', () => {
  const common = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '8613800138000',
    biz_opaque_callback_data: 'throughline:message-1/0/key-1',
  };

  it.each<[string, OutgoingPart, string | undefined, object]>([
    ['a text', part({ text: 'Hello' }), undefined, { ...common, type: 'text', text: { body: 'Hello', preview_url: false } }],
    [
      'a link is shown with its preview',
      part({ text: 'See https://shop.example' }),
      undefined,
      { ...common, type: 'text', text: { body: 'See https://shop.example', preview_url: true } },
    ],
    [
      'an answer',
      part({ text: 'Yes', answers: 'wamid.THEIRS' }),
      undefined,
      { ...common, context: { message_id: 'wamid.THEIRS' }, type: 'text', text: { body: 'Yes', preview_url: false } },
    ],
    [
      'a document keeps its name',
      part({ media: bill }),
      'media-1',
      { ...common, type: 'document', document: { id: 'media-1', filename: 'bill.pdf' } },
    ],
    [
      'a picture has none',
      part({ media: { ...bill, kind: 'image' } }),
      'media-2',
      { ...common, type: 'image', image: { id: 'media-2' } },
    ],
    [
      'a template',
      part({ template: { name: 'order_news', language: 'pt-BR', variables: ['Mei', 'A-1'] } }),
      undefined,
      {
        ...common,
        type: 'template',
        template: {
          name: 'order_news',
          language: { code: 'pt_BR' },
          components: [
            {
              type: 'body',
              parameters: [
                { type: 'text', text: 'Mei' },
                { type: 'text', text: 'A-1' },
              ],
            },
          ],
        },
      },
    ],
    [
      'a template without variables',
      part({ template: { name: 'hello', language: 'en', variables: [] } }),
      undefined,
      { ...common, type: 'template', template: { name: 'hello', language: { code: 'en' } } },
    ],
  ])('%s', (_case, outgoing, mediaId, body) => {
    expect(whatsappBody(outgoing, mediaId)).toEqual(body);
  });

  it('goes to somebody who hides the number by the id for this business', () => {
    const body = whatsappBody(part({ text: 'Hello', to: { kind: 'whatsapp', value: 'KE.13491208655302741918' } }));
    expect(body).toMatchObject({ recipient: 'KE.13491208655302741918' });
    expect(body).not.toHaveProperty('to');
  });

  it('has its file uploaded with type and name', async () => {
    const form = whatsappForm(bill, Buffer.from('pdf'));
    const file = form.get('file') as File;
    expect([form.get('messaging_product'), form.get('type'), file.name, file.type, await file.text()]).toEqual([
      'whatsapp',
      'application/pdf',
      'bill.pdf',
      'application/pdf',
      'pdf',
    ]);
  });
});

describe('a part for a page', () => {
  const to = { kind: 'messenger', value: '5275811702471834' } as const;
  const marked = { humanAgentTag: false, marked: true };

  it('is marked, so that its echo is known', () => {
    expect(textBody(part({ to, text: 'Hello', answers: 'm_THEIRS' }), marked)).toEqual({
      recipient: { id: '5275811702471834' },
      messaging_type: 'RESPONSE',
      message: { text: 'Hello', metadata: 'throughline:message-1/0/key-1' },
      reply_to: { mid: 'm_THEIRS' },
    });
  });

  it('carries a file by its address, or by its bytes', async () => {
    expect(linkBody(part({ to }), { humanAgentTag: false, marked: false }, bill)).toEqual({
      recipient: { id: '5275811702471834' },
      messaging_type: 'RESPONSE',
      message: { attachment: { type: 'file', payload: { url: bill.url, is_reusable: false } } },
    });
    const form = pageForm(part({ to }), marked, bill, Buffer.from('pdf'));
    expect(JSON.parse(form.get('recipient') as string)).toEqual({ id: '5275811702471834' });
    expect(JSON.parse(form.get('message') as string)).toEqual({
      attachment: { type: 'file', payload: { is_reusable: false } },
      metadata: 'throughline:message-1/0/key-1',
    });
    expect(form.get('messaging_type')).toBe('RESPONSE');
    expect(await (form.get('filedata') as File).text()).toBe('pdf');
  });

  const response = { messaging_type: 'RESPONSE' };
  const human = { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' };
  it.each<[string, OutgoingPart['last'], boolean | undefined, object]>([
    ['within a day', heard(23.9), true, response],
    ['after a day, with the feature', heard(24.1), true, human],
    ['after a day, without it', heard(24.1), false, response],
    ['after a day, where nothing is said', heard(24.1), undefined, response],
    ['where the customer was never heard', undefined, true, response],
  ])('%s', (_case, last, humanAgentTag, fields) => {
    const body = textBody(part({ to, text: 'Hello', ...(last ? { last } : {}) }), { humanAgentTag, marked: false });
    const { messaging_type, tag } = body as { messaging_type: string; tag?: string };
    expect({ messaging_type, ...(tag ? { tag } : {}) }).toEqual(fields);
  });
});
