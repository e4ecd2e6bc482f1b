import { describe, expect, it } from '@jest/globals';
import type { Refusal } from '../../platform/http/refusal.js';
import { validate } from '../../platform/http/validate.js';
import { WechatSecrets, WechatSettings } from './wechat-connection.js';

const pointers = (type: new () => object, value: object): string[] => {
  try {
    validate(type, value);
    return [];
  } catch (error) {
    return (error as Refusal).data.errors!.map(({ pointer }) => pointer);
  }
};
const appId = 'wx0123456789abcdef';
const template = { name: 'a', templateId: 'ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY', fields: ['thing1'] };
const secrets = { appSecret: '00112233445566778899aabbccddeeff', token: 'pamtest' };

describe('what an inbox of WeChat is told', () => {
  it.each([
    [WechatSettings, { appId }],
    [WechatSettings, { appId, welcome: '您'.repeat(600), templates: [template] }],
    [WechatSecrets, secrets],
    [WechatSecrets, { ...secrets, encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }],
  ])('%p takes %j', (type, value) => {
    expect(pointers(type, value)).toEqual([]);
  });

  it.each([
    [WechatSettings, {}, '/appId'],
    [WechatSettings, { appId: 'gh_3f1c0a9b7d55' }, '/appId'],
    [WechatSettings, { appId, wellcome: 'hi' }, '/wellcome'],
    [WechatSettings, { appId, welcome: '您'.repeat(601) }, '/welcome'],
    [WechatSettings, { appId, templates: [{ ...template, fields: ['{{thing1.DATA}}'] }] }, '/templates/0/fields'],
    [WechatSettings, { appId, templates: [{ ...template, url: 'x' }] }, '/templates/0/url'],
    [WechatSecrets, { ...secrets, token: 'a token' }, '/token'],
    [WechatSecrets, { ...secrets, appSecret: 'x' }, '/appSecret'],
    [WechatSecrets, { ...secrets, encodingAesKey: 'short' }, '/encodingAesKey'],
  ])('%p refuses %j by name', (type, value, pointer) => {
    expect(pointers(type, value)).toEqual([pointer]);
  });
});
