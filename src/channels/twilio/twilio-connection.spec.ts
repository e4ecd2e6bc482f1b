import { describe, expect, it } from '@jest/globals';
import type { Refusal } from '../../platform/http/refusal.js';
import { validate } from '../../platform/http/validate.js';
import { TwilioSecrets, TwilioSmsSettings, TwilioWhatsappSettings } from './twilio-connection.js';

const pointers = (type: new () => object, value: object): string[] => {
  try {
    validate(type, value);
    return [];
  } catch (error) {
    return (error as Refusal).data.errors!.map(({ pointer }) => pointer);
  }
};
const hex = '00112233445566778899aabbccddeeff';
const accountSid = `AC${hex}`;
const contents = [{ name: 'a', language: 'en', contentSid: `HX${hex}` }];

describe('what an inbox of Twilio is told', () => {
  it.each([
    [TwilioSmsSettings, { accountSid, from: '+14155550100' }],
    [TwilioSmsSettings, { accountSid, from: '72975', apiKeySid: `SK${hex}` }],
    [TwilioSmsSettings, { accountSid, messagingServiceSid: `MG${hex}` }],
    [TwilioWhatsappSettings, { accountSid, from: '+14155550100', contents }],
    [TwilioSecrets, { authToken: hex, apiKeySecret: 'an-api-key-secret' }],
  ])('%p takes %j', (type, value) => {
    expect(pointers(type, value)).toEqual([]);
  });

  it.each([
    [TwilioSmsSettings, { accountSid }, '/from'],
    [TwilioSmsSettings, { accountSid, from: '0415 555' }, '/from'],
    [TwilioSmsSettings, { accountSid: `SK${hex}`, from: '+14155550100' }, '/accountSid'],
    [TwilioSmsSettings, { accountSid, messagingServiceSid: `MG${hex}`, from: 'x' }, '/from'],
    [TwilioSmsSettings, { accountSid, from: '+14155550100', contents }, '/contents'],
    [TwilioWhatsappSettings, { accountSid, from: '72975' }, '/from'],
    [TwilioWhatsappSettings, { accountSid, from: 'whatsapp:+14155550100' }, '/from'],
    [
      TwilioWhatsappSettings,
      { accountSid, from: '+14155550100', contents: [{ name: 'a', contentSid: 'a' }] },
      '/contents/0/contentSid',
    ],
    [TwilioSecrets, {}, '/authToken'],
  ])('%p refuses %j by name', (type, value, pointer) => {
    expect(pointers(type, value)).toEqual([pointer]);
  });
});
