import { describe, expect, it } from '@jest/globals';
import type { AttachmentView } from '../../../src/contracts/views.js';
import { framed } from './mail-page.js';

const file = (contentId: string, url?: string): AttachmentView => ({
  name: 'x.png',
  contentType: 'image/png',
  sizeBytes: 1,
  inline: true,
  contentId,
  ...(url ? { url } : {}),
});
const body = (html: string, files: AttachmentView[] = []): string =>
  /<body>(.*)<\/body>/s.exec(framed(html, files, 'https://here.test').html)?.[1] ?? '';

describe('a mail as a page of its own', () => {
  it('loads nothing but what lies on this server', () => {
    expect(framed('<p>x</p>', [], 'https://here.test').html).toContain(`content="default-src 'none'; img-src 'self' data:"`);
  });

  it.each<[string, string, string]>([
    ['a picture of the mail', '<img src="cid:a@b" />', '<img src="https://here.test/v1/attachments/1?x=1&amp;y=%3C" />'],
    ['a name that was escaped', '<img src="cid:c&amp;d" />', '<img src="https://here.test/2" />'],
    ['a name that was encoded', '<img src="cid:e%20f" />', '<img src="https://here.test/3" />'],
    ['one that is not there', '<img src="cid:nobody" alt="x" />', '<img  alt="x" />'],
    ['one that is still being fetched', '<img src="cid:later" />', '<img  />'],
    ['a text that speaks of one', '<p>src=cid:a@b</p>', '<p>src=cid:a@b</p>'],
  ])('puts in place %s', (_what, html, expected) => {
    const files = [file('a@b', '/v1/attachments/1?x=1&y=<'), file('c&d', '/2'), file('e f', '/3'), file('later')];
    expect(body(html, files)).toBe(expected);
  });

  it('counts the pictures that were left out', () => {
    expect(framed('<img alt="a" /><img src="data:image/png;base64,AA==" /><img />', [], 'https://here.test').leftOut).toBe(2);
  });
});
