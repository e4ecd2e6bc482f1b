import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { identifyMail } from './mail-identity.js';

const mail = (head: string[], body = 'Hello'): Buffer => Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}\r\n`);

describe('identifyMail', () => {
  const ann = ['From: Ann <ann@a.test>', 'Message-ID: <m1@a.test>', 'Subject: Hi', 'Date: Sat, 21 Nov 2026 10:00:00 +0000'];

  it.each([
    ['with angle brackets', ann, 'm1@a.test'],
    ['without them', ['From: a@a.test', 'message-id: m2@a.test'], 'm2@a.test'],
    ['folded onto a second line', ['From: a@a.test', 'Message-ID:\r\n <m3@a.test>'], 'm3@a.test'],
  ])('names a mail by its Message-ID %s', (_case, head, id) => {
    expect(identifyMail(mail(head)).externalId).toBe(id);
  });

  it('names a mail without a usable Message-ID by the hash of its bytes', () => {
    const raw = mail(['From: a@a.test', 'Message-ID: <>']);
    expect(identifyMail(raw).externalId).toBe(`sha256:${createHash('sha256').update(raw).digest('hex')}`);
  });

  it('does not take a Message-ID of the body for its own', () => {
    expect(identifyMail(mail(['From: a@a.test'], 'Message-ID: <other@b.test>')).externalId).toMatch(/^sha256:/);
  });

  it('knows one mail again that came another way', () => {
    const again = ['Received: from x by y', 'Delivered-To: support@demo.test', ...ann];
    expect(identifyMail(mail(again)).fingerprint).toBe(identifyMail(mail(ann)).fingerprint);
  });

  it.each([
    ['author', ['From: Eve <eve@e.test>', ...ann.slice(1)], 'Hello'],
    ['subject', [...ann.slice(0, 2), 'Subject: Other', ...ann.slice(3)], 'Hello'],
    ['body', ann, 'Good bye'],
  ])('tells mails of one Message-ID apart by their %s', (_case, head, body) => {
    expect(identifyMail(mail(head, body)).fingerprint).not.toBe(identifyMail(mail(ann)).fingerprint);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['NUL bytes', Buffer.alloc(50)],
    ['no header', Buffer.from('plain words')],
  ])('survives %s', (_case, raw) => {
    expect(identifyMail(raw).externalId).toMatch(/^sha256:/);
  });
});
