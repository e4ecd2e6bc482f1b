import { storedText } from '../../customers/stored-text.js';

/** Characters that hide or turn what follows them: a name must read as it is. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
const longest = 150;

/** The name of a file as it may be shown and stored: no folders, nothing unseen, no card numbers or secrets, never empty. */
export function cleanName(given: string | null | undefined, otherwise: string): string {
  const bare = storedText((given ?? '').toWellFormed())
    .replace(/^.*[\\/]/s, '')
    .replace(unseen, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    // Windows drops these at the end, so that "a.exe." would come back as "a.exe".
    .replace(/[. ]+$/, '')
    .trim();
  if (bare === '' || /^[._ ]+$/.test(bare)) return otherwise;
  if (bare.length <= longest) return bare;
  const ending = /\.[^.]{1,12}$/.exec(bare)?.[0] ?? '';
  return `${bare.slice(0, longest - ending.length).toWellFormed()}${ending}`.replaceAll('\uFFFD', '_');
}

/** The last ending of a name, in lower case and without its dot; '' where it has none. */
export const endingOf = (name: string): string => /\.([^.\s]{1,12})$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** What the other side calls the content, if it looks like a media type at all. */
export function cleanType(given: string | null | undefined): string {
  const bare = (given ?? '').split(';')[0]!.trim().toLowerCase();
  return /^[a-z0-9][\w.+-]{0,60}\/[a-z0-9][\w.+-]{0,80}$/.test(bare) ? bare : 'application/octet-stream';
}

/**
 * A Content-Disposition that no name can break out of: ASCII in quotes for old readers, and the whole name by RFC 5987.
 */
export function dispositionOf(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%;]/g, '_');
  const whole = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${whole}`;
}
