import { validate } from '../../platform/http/validate.js';
import { TelegramKeys } from './telegram-connection.js';

const botToken = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
const keys = (secretToken: string) => () => validate(TelegramKeys, { botToken, secretToken });

describe("the secret that tells Telegram's calls from anybody's", () => {
  it('is long enough not to be guessed, and of letters that Telegram takes', () => {
    expect(keys('agreed-secret_01')).not.toThrow();
    for (const weak of ['', 'short', 'agreed-secret_0', 'a secret of words']) expect(keys(weak)).toThrow(/secretToken/);
  });
});
