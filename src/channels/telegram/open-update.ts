import { sameSecret, sha256 } from '../../platform/secrets/secrets.js';
import type { Opened, WebhookAnswer, WebhookRequest } from '../drawers/drawer.js';
import { parsedJson, type Plain, plain, whole, word } from '../drawers/untrusted-json.js';
import type { TelegramConnection } from './telegram-connection.js';
import { isPrivate } from './telegram-ids.js';

/** Telegram signs nothing: the secret told to setWebhook is repeated in a header. One call is one update. */
export function openUpdate(request: WebhookRequest, { secrets }: TelegramConnection): Opened {
  const shown = request.headers['x-telegram-bot-api-secret-token'];
  if (shown === undefined) return { outcome: 'forged', reason: 'no X-Telegram-Bot-Api-Secret-Token' };
  if (!sameSecret(shown, secrets.secretToken)) return { outcome: 'forged', reason: 'the secret token is another' };
  const update = plain(parsedJson(request.body));
  const updateId = whole(update?.['update_id']);
  const delivery = {
    externalId: updateId === undefined ? `unreadable:${sha256(request.body)}` : String(updateId),
    raw: request.body,
    orderKey: senderOf(update),
  };
  return { outcome: 'opened', deliveries: [delivery], answer: update && stopSpinning(update) };
}

/** Whatever kind of update: the one object in it names a sender, or a chat. */
function senderOf(update: Plain | undefined): string | undefined {
  for (const value of Object.values(update ?? {})) {
    const content = plain(value);
    const id = whole(plain(content?.['from'] ?? content?.['user'])?.['id']) ?? whole(plain(content?.['chat'])?.['id']);
    if (id !== undefined) return String(id);
  }
  return undefined;
}

/**
 * A pressed button spins on the customer's screen until answerCallbackQuery is called. Telegram takes that call as the
 * answer to its own: no request of ours, and a repeat does no harm.
 */
function stopSpinning(update: Plain): WebhookAnswer | undefined {
  const query = plain(update['callback_query']);
  const id = word(query?.['id'], 64);
  if (!id || !isPrivate(plain(plain(query?.['message'])?.['chat']))) return undefined;
  const body = JSON.stringify({ method: 'answerCallbackQuery', callback_query_id: id });
  return { status: 200, contentType: 'application/json', body };
}
