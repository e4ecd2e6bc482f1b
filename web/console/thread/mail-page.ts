import type { AttachmentView } from '../../../src/contracts/views.js';

/** Loads pictures of this server alone, and nothing else from anywhere. */
const POLICY = "default-src 'none'; img-src 'self' data:";

/**
 * Cleaned mail HTML as a page of its own: pictures of the mail stand where it names them (`cid:`).
 * @returns the page, and how many pictures have no source: those of other servers, which the server took out
 */
export function framed(html: string, attachments: readonly AttachmentView[], origin: string): { html: string; leftOut: number } {
  const byId = new Map(attachments.flatMap((file) => (file.contentId && file.url ? [[file.contentId, file.url] as const] : [])));
  const placed = html.replace(/\bsrc="cid:([^"]*)"/gi, (_all, id: string) => {
    const url = byId.get(unescaped(id)) ?? byId.get(decoded(unescaped(id)));
    return url ? `src="${escaped(new URL(url, origin).href)}"` : '';
  });
  const leftOut = [...placed.matchAll(/<img\b[^>]*>/gi)].filter(([tag]) => !/\bsrc="/i.test(tag)).length;
  const head = `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><base target="_blank">`;
  return { html: `<!doctype html><html><head>${head}</head><body>${placed}</body></html>`, leftOut };
}

const unescaped = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_all, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
  );

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
