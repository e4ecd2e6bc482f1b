import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MessageView } from '../../../../src/contracts/views.js';
import { ExpectMedia } from '../../../../src/conversations/attachments/expect-media.service.js';
import { newId } from '../../../../src/platform/ids/new-id.js';
import { until } from '../../../support/until.js';
import { aSignedIn } from '../deliveries/signed-in.js';
import { type MailApp, startMailApp } from '../email/mail-app.js';
import { picture } from '../../conversations/attachments-app.js';

let mail: MailApp;
beforeAll(async () => {
  mail = await startMailApp();
});
afterAll(() => mail.stop());

const kept = (externalId: string): Promise<MessageView> =>
  until(`the files of ${externalId}`, async () => {
    const message = await mail.arrived(externalId);
    return message.attachments.every(({ state }) => state !== 'pending') ? message : undefined;
  });

async function mixed(id: string): Promise<string> {
  const png = (await picture(30, 20)).toString('base64');
  const part = (headers: string, body: string): string => `--b\r\n${headers}\r\n\r\n${body}\r\n`;
  return (
    `From: Mei Lin <mei@shop.test>\r\nTo: support@demo.test\r\nSubject: Broken cup\r\nMessage-ID: <${id}>\r\nMIME-Version: 1.0\r\n` +
    `Content-Type: multipart/related; boundary=b\r\n\r\n` +
    part('Content-Type: text/html; charset=utf-8', '<p>See: <img src="cid:cup@shop"></p>') +
    part(
      'Content-Type: image/png; name=cup.png\r\nContent-ID: <cup@shop>\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64',
      png,
    ) +
    part(
      'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="=?utf-8?B?5Y+R56WoLnBkZg==?="',
      '%PDF-1.7 bill',
    ) +
    part('Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=setup.exe', 'MZ not welcome') +
    part('Content-Type: text/plain\r\nContent-Disposition: attachment; filename=empty.txt', '') +
    '--b--\r\n'
  );
}

it('keeps the files of a mail, the pictures in its text marked as such', async () => {
  await mail.deliver(await mixed('files@shop.test'));
  const { attachments } = await kept('files@shop.test');
  expect(attachments).toMatchObject([
    { state: 'stored', kind: 'image', name: 'cup.png', inline: true, contentId: 'cup@shop', width: 30, height: 20 },
    { state: 'stored', kind: 'file', name: '发票.pdf', contentType: 'application/pdf', inline: false },
    { state: 'refused', name: 'setup.exe', reason: expect.stringContaining('.exe') as string },
    { state: 'refused', name: 'empty.txt', reason: 'The file is empty.' },
  ]);
  const opened = await fetch(mail.app.url + attachments[1]!.url!);
  expect([opened.headers.get('content-disposition'), await opened.text()]).toEqual([
    `inline; filename="__.pdf"; filename*=UTF-8''%E5%8F%91%E7%A5%A8.pdf`,
    '%PDF-1.7 bill',
  ]);
});

it('says that a file is lost where its mail is no longer kept', async () => {
  const { app } = mail;
  const { id: messageId, inboxId } = await kept('files@shop.test');
  const about = {
    messageId,
    inboxId,
    references: [{ kind: 'file' as const, reference: JSON.stringify({ deliveryId: newId(), index: 0 }), name: 'old.pdf' }],
  };
  await app.db.transaction((tx) => app.get(ExpectMedia).expect(tx, about));
  const lost = await until('the verdict', async () =>
    (await kept('files@shop.test')).attachments.find(({ name }) => name === 'old.pdf'),
  );
  expect(lost).toMatchObject({ state: 'failed', reason: 'The file is no longer there to be fetched.' });
});

it('lists the files of every mail of the corpus as they were described', async () => {
  for (const name of ['attachments', 'inline-image', 'embedded-mail', 'apple-mixed-parts']) {
    const id = `${name}-corpus@shop.test`;
    const raw = readFileSync(join('test', 'payloads', 'email', `${name}.eml`)).toString('latin1');
    const named = raw.replace(/^Message-ID:.*$/im, `Message-ID: <${id}>`).replace(/^From:.*$/im, 'From: mei@shop.test');
    await mail.deliver(Buffer.from(named, 'latin1'));
    const { attachments } = await kept(id);
    expect([name, attachments.length > 0, attachments.filter(({ state }) => state === 'failed')]).toEqual([name, true, []]);
  }
});

it('sends files out with the answer', async () => {
  const first = await mail.arrived('files@shop.test');
  const { token, call } = await aSignedIn(mail.app, 'supervisor');
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(await picture())]), '照片.png');
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${mail.app.url}/v1/attachments`, { method: 'POST', headers, body: form });
  const { id } = (await response.json()) as { id: string };
  const body = { kind: 'reply', text: 'Here is the new one', attachments: [id] };
  expect((await call(`/v1/conversations/${first.conversationId}/messages`, 'POST', body)).status).toBe(201);
  const sent = await until('the mail', () =>
    mail.post.received.find(({ mail: one }) => one.text?.includes('Here is the new one')),
  );
  expect(sent.mail.attachments).toMatchObject([{ filename: '照片.png', contentType: 'image/png' }]);
  expect(sent.mail.attachments[0]!.content.equals(await picture())).toBe(true);
});
