import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { translateWechat } from './translate-wechat.js';
import { longestXml, readWechatXml, writeWechatXml } from './wechat-xml.js';

const folder = join(import.meta.dirname, '../../../test/payloads/wechat');
const payload = (name: string): Buffer => readFileSync(join(folder, `${name}.xml`));
const from = { kind: 'wechat', value: 'oUq2w5Zt0b3kLrNvYpQ7sXeDfGhJ' };
const sentAt = new Date(1_795_224_000_000);

describe('what WeChat sends, translated', () => {
  it.each([
    ['text', { text: '你好，我的订单 <A-1042> & 发票在哪里？ 🌿' }],
    ['menu-choice', { text: 'Speak to somebody', choice: 'human' }],
    ['image', { text: '', media: [{ kind: 'image', reference: 'img_Zk3-photo_of_a_kettle' }] }],
    ['voice', { text: '什么时候发货？', media: [{ kind: 'audio', reference: 'voc_7Yt-question', contentType: 'audio/amr' }] }],
    ['video', { text: '', media: [{ kind: 'video', reference: 'vid_Q9p-leak', contentType: 'video/mp4' }] }],
    ['shortvideo', { text: '', media: [{ kind: 'video', reference: 'sht_R8o-leak', contentType: 'video/mp4' }] }],
    ['location', { text: '', location: { latitude: 30.28126, longitude: 120.15507, address: '杭州市文三路 90 号' } }],
    ['link', { text: 'Kettle K2\nThe one I mean\nhttps://shop.example/k2', extra: { link: 'https://shop.example/k2' } }],
    ['unknown-kind', { text: '', unsupported: 'sticker_pack' }],
    ['event-click', { text: 'ORDER_STATUS', choice: 'ORDER_STATUS', extra: { menu: true } }],
  ])('%s is a message', (name, message) => {
    expect(translateWechat(payload(name))).toEqual({ outcome: 'message', message: { from, sentAt, ...message } });
  });

  it.each(['subscribe', 'unsubscribe', 'scan', 'view', 'location'])('the event %s is nothing for the thread', (name) => {
    expect(translateWechat(payload(`event-${name}`)).outcome).toBe('ignored');
  });

  it('tells what became of a template', () => {
    expect(translateWechat(payload('event-template-delivered'))).toEqual({
      outcome: 'receipts',
      receipts: [{ externalId: '3084213121325498369', state: 'delivered', at: sentAt }],
    });
    expect(translateWechat(payload('event-template-blocked'))).toEqual({
      outcome: 'receipts',
      receipts: [{ externalId: '3084213121325498370', state: 'failed', reason: 'user block', at: sentAt }],
    });
  });

  it('keeps an event it does not know, and the UnionID where there is one', () => {
    expect(translateWechat(payload('event-unknown'))).toEqual({ outcome: 'unsupported', detail: 'event poll_answered' });
    const known = payload('text')
      .toString()
      .replace('</xml>', '<UnionId><![CDATA[o6_bmasdasdsad6_2sgVt7hMZOPfL]]></UnionId></xml>');
    expect(translateWechat(Buffer.from(known))).toMatchObject({
      message: { extra: { unionId: 'o6_bmasdasdsad6_2sgVt7hMZOPfL' } },
    });
  });

  it.each([
    ['no sender', '<xml><MsgType>text</MsgType><Content>a</Content></xml>'],
    ['a sender that is none', '<xml><FromUserName>a b</FromUserName><MsgType>text</MsgType><Content>a</Content></xml>'],
    ['two senders', '<xml><FromUserName>a</FromUserName><FromUserName>b</FromUserName><MsgType>text</MsgType></xml>'],
    ['no kind', '<xml><FromUserName>a</FromUserName></xml>'],
    ['a text without text', '<xml><FromUserName>a</FromUserName><MsgType>text</MsgType></xml>'],
    ['an image without id', '<xml><FromUserName>a</FromUserName><MsgType>image</MsgType></xml>'],
    [
      'a place beyond the poles',
      '<xml><FromUserName>a</FromUserName><MsgType>location</MsgType><Location_X>91</Location_X><Location_Y>0</Location_Y></xml>',
    ],
    ['an event without a name', '<xml><FromUserName>a</FromUserName><MsgType>event</MsgType></xml>'],
    ['what could not be decrypted', '<xml><ToUserName>gh</ToUserName><Encrypt>AAAA</Encrypt></xml>'],
    ['entities', '<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><FromUserName>a</FromUserName></xml>'],
    ['a name that would change every object', '<xml><__proto__><y>1</y></__proto__><constructor>z</constructor></xml>'],
    ['too much', `<xml><FromUserName>a</FromUserName><MsgType>text</MsgType><Content>${'x'.repeat(longestXml)}</Content></xml>`],
    ['a deep pit', `<xml>${'<a>'.repeat(15_000)}`],
    ['nothing', ''],
  ])('%s is unrecognised', (_name, xml) => {
    expect(translateWechat(Buffer.from(xml))).toMatchObject({ outcome: 'unrecognised', detail: expect.any(String) });
  });

  it('resolves no entity and makes no number of an id', () => {
    const read = readWechatXml(Buffer.from('<xml><a>&lt;&#x41;&amp;</a><b>0012345678901234567890</b><c> x </c></xml>'));
    expect(read.ok && read.fields.get('a')).toBe('&lt;&#x41;&amp;');
    expect(read.ok && read.fields.get('b')).toBe('0012345678901234567890');
    expect(read.ok && read.fields.get('c')).toBe(' x ');
  });

  it('reads back whatever it writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        const text = value.replace(/[\0\r]/g, '').toWellFormed() || 'x';
        const read = readWechatXml(Buffer.from(writeWechatXml({ Content: text, MsgType: 'text' })));
        expect(read.ok && read.fields.get('Content')).toBe(text);
      }),
    );
  });

  it('never throws on 10,000 damaged messages, and each has an outcome', () => {
    const all = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    const splinters = [
      '<',
      '>',
      ']]>',
      '<![CDATA[',
      '&',
      '</xml>',
      '<xml>',
      '\0',
      '<!DOCTYPE a [',
      '<?',
      '<!--',
      '<MsgType>',
      '9'.repeat(30),
    ];
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.array(fc.tuple(fc.nat(900), fc.nat(60), fc.constantFrom('', ...splinters)), { minLength: 1, maxLength: 5 }),
        (raw, cuts) => {
          let bytes = raw;
          for (const [at, length, splinter] of cuts)
            bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(splinter), bytes.subarray(at + length)]);
          outcomes.add(translateWechat(bytes).outcome);
        },
      ),
      { numRuns: 10_000, seed: 20261122 },
    );
    expect([...outcomes].sort()).toEqual(['ignored', 'message', 'receipts', 'unrecognised', 'unsupported']);
  });
});
