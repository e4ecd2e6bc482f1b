import type { AttachmentKind } from '../../contracts/words.js';
import { endingOf } from './file-names.js';

/** Pictures that we can draw small; they are decoded to be sure. */
export const drawable = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif', 'image/tiff']);

/** Everything else is only ever saved, never opened by a browser on our behalf. */
const inlineTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'video/mp4', 'video/webm', 'application/pdf']);

/** True where a browser may show it by itself: types that cannot run anything. */
export const isInline = (contentType: string): boolean => inlineTypes.has(contentType) || /^audio\/[\w.+-]+$/.test(contentType);

const executableTypes = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x-shockwave-flash',
  'application/x-deb',
  'application/x-rpm',
  'application/x-google-chrome-extension',
  'application/x-xpinstall',
  'application/x-apple-diskimage',
  'application/x.ms.shortcut',
  'application/x.apple.alias',
  'application/x-ms-regedit',
  'application/x-ft-windows-registry-hive',
  'application/x-asar',
  'application/vnd.ms-htmlhelp',
  'application/vnd.android.package-archive',
  'application/java-archive',
  'application/java-vm',
  'application/wasm',
]);

/** Endings by which an operating system runs a file when it is opened. */
const executableEndings = new Set(
  (
    'ade adp apk app appimage appref-ms appx appxbundle bash bat bin cab chm cmd com command cpl csh deb desktop dll dmg ex_ ' +
    'exe gadget hta inf ins iso isp jar jnlp jse ksh lib lnk mde msc msh msi msix msp mst nsh ocx osx pif pkg pl ps1 ps2 psm1 ' +
    'psd1 py pyw rb reg rpm run scf scr sct sh shb shs so sys url vb vbe vbs vhd vhdx vxd ws wsc wsf wsh xbap xll zsh'
  ).split(' '),
);

/** Source that people may well send to be read, but not dressed up as something else. */
const scriptEndings = new Set(['js', 'mjs', 'cjs', 'htm', 'html', 'xhtml', 'svg', 'xml', 'php']);
const documentEnding = /\.(pdf|docx?|xlsx?|pptx?|txt|csv|rtf|odt|jpe?g|png|gif|webp|mp[34]|zip)\.[^.]+$/i;

/** Why a file of this name is not kept, whatever is in it; undefined where nothing speaks against it. */
export function nameFault(name: string): string | undefined {
  const ending = endingOf(name);
  if (executableEndings.has(ending)) return `Files that end in .${ending} can run programs and are not kept.`;
  if (scriptEndings.has(ending) && documentEnding.test(name)) return 'The name pretends to be another kind of file.';
  return undefined;
}

/** Why content of this kind is not kept. */
export function contentFault(contentType: string, start: string): string | undefined {
  if (executableTypes.has(contentType)) return 'The file is a program, and programs are not kept.';
  if (/^\uFEFF?#!\s*\//.test(start)) return 'The file is a script, and scripts are not kept.';
  return undefined;
}

/** Text for people, by its bytes: valid UTF-8 without control characters, or at least nothing that binary files are full of. */
export function isText(body: Buffer): boolean {
  const start = body.subarray(0, 8_192);
  let odd = 0;
  for (const byte of start) {
    if (byte === 0) return false;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) odd++;
  }
  if (odd > 0) return false;
  try {
    // The cut may go through the middle of a character: that alone is no fault.
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return true;
  } catch {
    // Old encodings (GBK, Latin-1): mostly letters all the same.
    return start.filter((byte) => byte >= 128).length < start.length * 0.9;
  }
}

/**
 * What to call a text. Markup and programs are called plain text whatever they call themselves: no browser may take them
 * for pages.
 */
export function textTypeOf(name: string, claimed: string): string {
  const ending = endingOf(name);
  if (ending === 'csv' || claimed === 'text/csv') return 'text/csv';
  if (ending === 'json' || claimed === 'application/json') return 'application/json';
  return 'text/plain';
}

export function kindOf(contentType: string, claimed: AttachmentKind | undefined): AttachmentKind {
  if (contentType.startsWith('image/')) return claimed === 'sticker' ? 'sticker' : 'image';
  if (contentType.startsWith('audio/')) return 'audio';
  if (contentType.startsWith('video/')) return 'video';
  return 'file';
}

const aliases: Record<string, readonly string[]> = {
  jpg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png', 'apng'],
  apng: ['png', 'apng'],
  tif: ['tif', 'tiff'],
  mp4: ['mp4', 'm4a', 'm4v', 'mov'],
  m4a: ['m4a', 'mp4'],
  ogg: ['ogg', 'oga', 'ogv', 'opus'],
  ogv: ['ogg', 'ogv'],
  opus: ['opus', 'ogg', 'oga'],
  mid: ['mid', 'midi'],
};
const telling = /^(png|apng|jpe?g|jpe|jfif|gif|webp|avif|tiff?|pdf|mp[34]|m4[av]|webm|mov|og[gav]|opus|wav|txt|csv|json)$/;

/** A name whose ending says what the file is: one that has none, or lies, gets the true one behind it. */
export function truthfulName(name: string, trueEnding: string): string {
  const ending = endingOf(name);
  if (ending === '') return `${name}.${trueEnding}`;
  const fits = (aliases[trueEnding] ?? [trueEnding]).includes(ending);
  return fits || !telling.test(ending) ? name : `${name}.${trueEnding}`;
}
