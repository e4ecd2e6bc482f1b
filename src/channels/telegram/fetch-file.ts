import { type FetchedMedia, MediaGone, type MediaReference } from '../drawers/drawer.js';
import { between, word } from '../drawers/untrusted-json.js';
import type { VendorHttp, VendorResponse } from '../drawers/vendor-http.js';
import { callMethod, described, resultOf } from './telegram-api.js';
import type { TelegramConnection } from './telegram-connection.js';

const downloadTimeoutMs = 60_000;

/** A file id becomes a path that holds for an hour, and the path becomes bytes. Telegram gives bots 20 MB at most. */
export async function fetchFile(
  { reference }: MediaReference,
  connection: TelegramConnection,
  http: VendorHttp,
  maxBytes: number,
): Promise<FetchedMedia> {
  const told = await callMethod('getFile', { json: { file_id: reference } }, connection, http);
  const file = resultOf(told);
  if (!file) throw refusalOf(told);
  const size = between(file['file_size'], 0, Number.MAX_SAFE_INTEGER);
  if (size !== undefined && size > maxBytes) throw new MediaGone(`larger than ${maxBytes} bytes`);
  const path = pathOf(file['file_path']);
  if (!path) throw new MediaGone('Telegram gives no usable path to it');
  const url = `${http.base('telegram')}/file/bot${connection.secrets.botToken}/${path}`;
  const { status, headers, body } = await http.call({ url, maxBytes, timeoutMs: downloadTimeoutMs });
  // The path may have run out between both calls: the next attempt asks for a new one.
  if (status !== 200) throw new Error(`Telegram did not hand out the file: status ${status}`);
  const name = path.split('/').at(-1);
  return { body, contentType: headers['content-type'], ...(name ? { name: decodeURIComponent(name) } : {}) };
}

function refusalOf(response: VendorResponse): Error {
  const said = described(response);
  const gone = response.status === 400 && !/temporarily/i.test(said);
  return gone ? new MediaGone(`Telegram: ${said}`) : new Error(`Telegram did not name the file: ${said}`);
}

/** Relative, and never upwards: it is put behind our token. */
function pathOf(value: unknown): string | undefined {
  const path = word(value, 1024);
  if (!path || path.split('/').some((step) => step === '' || step === '.' || step === '..')) return undefined;
  return path.split('/').map(encodeURIComponent).join('/');
}
