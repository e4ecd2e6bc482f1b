import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { InstagramSettings, MessengerSettings, MetaSecrets, WhatsappSettings } from './meta-settings.js';

const faults = (type: new () => object, value: object): string[] =>
  validateSync(plainToInstance(type, value), { whitelist: true, forbidNonWhitelisted: true }).map(({ property }) => property);

const token = 'EAAG'.repeat(10);

describe('what an inbox is told', () => {
  it.each<[string, new () => object, object, string[]]>([
    ['WhatsApp', WhatsappSettings, { phoneNumberId: '106540352242922' }, []],
    ['WhatsApp with its account', WhatsappSettings, { phoneNumberId: '106540352242922', wabaId: '102290129340398' }, []],
    ['the number itself', WhatsappSettings, { phoneNumberId: '+1 555 078 3881' }, ['phoneNumberId']],
    ['nothing', WhatsappSettings, {}, ['phoneNumberId']],
    ['a way out of the path', WhatsappSettings, { phoneNumberId: '1/../me' }, ['phoneNumberId']],
    ['a field of another channel', WhatsappSettings, { phoneNumberId: '106540352242922', pageId: '1' }, ['pageId']],
    ['Messenger', MessengerSettings, { pageId: '210030050060070', humanAgentTag: true }, []],
    ['a word for yes', MessengerSettings, { pageId: '210030050060070', humanAgentTag: 'yes' }, ['humanAgentTag']],
    ['Instagram', InstagramSettings, { pageId: '210030050060070', instagramAccountId: '17841405822304914' }, []],
    ['Instagram without its account', InstagramSettings, { pageId: '210030050060070' }, ['instagramAccountId']],
    [
      'secrets',
      MetaSecrets,
      { appSecret: 'b1c2d3e4f5a6978877665544332211ff', accessToken: token, verifyToken: 'made-up-word' },
      [],
    ],
    [
      'secrets too short',
      MetaSecrets,
      { appSecret: 'x', accessToken: 'x', verifyToken: 'x' },
      ['appSecret', 'accessToken', 'verifyToken'],
    ],
    [
      'a token with a line break',
      MetaSecrets,
      { appSecret: 'b1c2d3e4f5a6978877665544332211ff', accessToken: `${token}\nx`, verifyToken: 'made-up-word' },
      ['accessToken'],
    ],
  ])('%s', (_case, type, value, expected) => {
    expect(faults(type, value)).toEqual(expected);
  });
});
