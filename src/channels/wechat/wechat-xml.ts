import { XMLParser } from 'fast-xml-parser';

/** WeChat's messages are some 2 KB; more than this is not read, and no deeper than the parser's hundred levels. */
export const longestXml = 1024 * 1024;

/**
 * Names are read from a flat list of children, values are text and nothing else: no numbers made of digits (ids have 64
 * bits), no entities (WeChat writes CDATA), no attributes, no trimming of what a customer wrote.
 */
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

export type WechatFields = ReadonlyMap<string, string>;

/** The fields of `<xml>…</xml>`, or why there are none. A field that comes twice, or has children, is left out. Never throws. */
export function readWechatXml(bytes: Buffer): { ok: true; fields: WechatFields } | { ok: false; detail: string } {
  if (bytes.length > longestXml) return { ok: false, detail: `longer than ${longestXml} bytes` };
  const text = bytes.toString('utf8');
  if (/^[^<]*(?:<\?[^>]*>[^<]*)?<!DOCTYPE/i.test(text)) return { ok: false, detail: 'it brings a DOCTYPE' };
  let root: unknown;
  try {
    root = (parser.parse(text) as Record<string, unknown>)['xml'];
  } catch (error) {
    return { ok: false, detail: `no XML: ${String((error as Error).message).slice(0, 120)}` };
  }
  if (typeof root !== 'object' || root === null || Array.isArray(root))
    return { ok: false, detail: 'no XML with an <xml> in it' };
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(root))
    if (typeof value === 'string' && name !== '#text') fields.set(name, value.replaceAll('\0', ''));
  return { ok: true, fields };
}

/** `<xml>` with each value in CDATA, or bare where it is a number. */
export function writeWechatXml(fields: Record<string, string | number>): string {
  const lines = Object.entries(fields).map(([name, value]) =>
    typeof value === 'number'
      ? `<${name}>${value}</${name}>`
      : `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`,
  );
  return `<xml>${lines.join('')}</xml>`;
}
