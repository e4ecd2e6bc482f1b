import type { Drawer } from '../drawers/drawer.js';
import { VendorSilent } from '../drawers/vendor-http.js';
import { fetchFile } from './fetch-file.js';
import { openUpdate } from './open-update.js';
import { sendPart } from './send-part.js';
import { callMethod } from './telegram-api.js';
import { TelegramKeys, TelegramSettings } from './telegram-connection.js';
import { translateUpdate } from './translate-update.js';

/** A bot's private chats, by the Telegram Bot API. */
export const telegramDrawer: Drawer<TelegramSettings, TelegramKeys> = {
  channel: 'telegram',
  provider: 'telegram',
  settings: TelegramSettings,
  secrets: TelegramKeys,
  open: openUpdate,
  translate: translateUpdate,
  send: sendPart,
  fetchMedia: fetchFile,
  async typing({ value }, connection, http) {
    try {
      await callMethod('sendChatAction', { json: { chat_id: value, action: 'typing' } }, connection, http);
    } catch (error) {
      // A hint that comes too late is worth nothing: no second try.
      if (!(error instanceof VendorSilent)) throw error;
    }
  },
};
