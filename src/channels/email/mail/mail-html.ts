import sanitizeHtml from 'sanitize-html';

const SAFE_DATA_IMAGE = /^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=\s]*$/i;

const SAFE: sanitizeHtml.IOptions = {
  allowedTags: [
    ...[
      'p',
      'div',
      'span',
      'br',
      'hr',
      'pre',
      'blockquote',
      'h1',
      'h2',
      'h3',
      'h4',
      'h5',
      'h6',
      'ul',
      'ol',
      'li',
      'dl',
      'dt',
      'dd',
    ],
    ...['a', 'b', 'strong', 'i', 'em', 'u', 's', 'strike', 'del', 'ins', 'sub', 'sup', 'small', 'code', 'font', 'center', 'img'],
    ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption'],
  ],
  // No style, class or id: `url()` in a style loads, and position or a class of our own page could draw over the screen.
  allowedAttributes: {
    a: ['href', 'rel', 'target', 'title'],
    img: ['src', 'alt', 'width', 'height'],
    td: ['colspan', 'rowspan', 'align', 'valign'],
    th: ['colspan', 'rowspan', 'align', 'valign'],
    font: ['color'],
    '*': ['dir', 'lang'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'data'] },
  allowProtocolRelative: false,
  nestingLimit: 100,
};

const MAX_OPEN_TAGS = 3_000;

/**
 * True for HTML so deep that cleaning it would take seconds: the parser's work grows with the square of the tags open at once.
 * Tags that need no closing are not counted.
 */
export function isTooDeep(html: string): boolean {
  let open = 0;
  for (const [, closing] of html.matchAll(
    /<(\/?)(?!(?:p|li|td|th|tr|dd|dt|br|hr|img|meta|link|input|col|base|area|wbr)\b)[a-z]/gi,
  )) {
    open = Math.max(0, open + (closing === '/' ? -1 : 1));
    if (open > MAX_OPEN_TAGS) return true;
  }
  return false;
}

/** The words of HTML that is too deep to be read as such. */
export const stripTags = (html: string): string => html.replace(/<[^<>]*>/g, ' ').replace(/[ \t]+/g, ' ');

/**
 * Mail HTML that may be shown to an agent (still inside a sandboxed frame: two walls are better than one).
 * Images keep their `src` only when nothing leaves the agent's browser for them: `cid:` (an attachment of this mail, put
 * in by the reader) and `data:` of raster kinds (an SVG is a document). Every other image is remote: loading it would tell
 * the sender when, and from which address, the agent read the mail. Its `alt` text stays.
 */
export function cleanMailHtml(html: string): { html: string; remoteImagesBlocked: number } {
  let remoteImagesBlocked = 0;
  const cleaned = sanitizeHtml(html, {
    ...SAFE,
    transformTags: {
      a: (tagName, attribs) => ({
        tagName,
        attribs: { ...attribs, rel: 'noopener noreferrer nofollow', target: '_blank' },
      }),
      img: (tagName, { src = '', ...rest }) => {
        const kept = /^cid:/i.test(src) || SAFE_DATA_IMAGE.test(src);
        if (!kept && src !== '') remoteImagesBlocked += 1;
        return { tagName, attribs: kept ? { ...rest, src } : rest };
      },
    },
  });
  return { html: cleaned, remoteImagesBlocked };
}

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
const BLOCKS = new Set([
  'p',
  'div',
  'tr',
  'table',
  'ul',
  'ol',
  'blockquote',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'pre',
  'hr',
  'li',
  ...['section', 'article', 'header', 'footer', 'main', 'nav', 'aside', 'address', 'center', 'figure', 'figcaption', 'caption'],
  ...['dl', 'dt', 'dd', 'form', 'fieldset', 'legend', 'details', 'summary'],
]);
/** They stand apart from the words beside them, though on the same line. */
const CONTROLS = new Set(['button', 'select', 'label', 'input', 'meter', 'progress', 'video', 'audio', 'svg']);
/** Words up to here would become part of the address before them. */
const ENDS_IN_ADDRESS = /\b(?:https?:\/\/|www\.|mailto:)\S*$/i;
const CLOSES = /^[\s.,;:!?)\]}'"»”’]+(?:\s|$)|^\s/;
const APART = new Set(['p', 'blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6']);

/**
 * The words of an HTML mail, one line per block; `> ` before what stands in a blockquote, so that the reply splitter sees
 * the quotes it knows from plain text. The HTML is first reduced by sanitize-html to a few well-formed tags with
 * no attribute but `alt`, which is what makes reading it with one regular expression sound (and linear, whatever the nesting).
 */
export function htmlToPlain(html: string): string {
  const reduced = sanitizeHtml(html, {
    allowedTags: [...BLOCKS, ...CONTROLS, 'br', 'td', 'th', 'img', 'a'],
    allowedAttributes: { img: ['alt'] },
    nestingLimit: 100,
  });
  const page = new PlainPage();
  for (const [token, closing, tag] of reduced.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>|[^<]+/g)) {
    if (tag === undefined) page.words(decoded(token));
    else if (tag === 'a') page.link(closing === '/');
    else if (CONTROLS.has(tag)) page.control(closing === '/');
    else if (tag === 'img') page.words(decoded(/ alt="([^"]+)"/.exec(token)?.[1]?.replace(/^.*$/s, '[$&]') ?? ''));
    else page.tag(tag, closing === '/');
  }
  return page.text();
}

const decoded = (text: string): string => text.replace(/&(?:amp|lt|gt|quot);/g, (entity) => ENTITIES[entity] ?? entity);

class PlainPage {
  private readonly lines: string[] = [];
  private line = '';
  private depth = 0;
  private verbatim = 0;
  /** What ended right here: the words that follow may have to be kept off it. */
  private ended: 'link' | 'control' | null = null;

  words(text: string): void {
    if (text === '') return;
    const { ended } = this;
    this.ended = null;
    const isGlued =
      ended === 'control' ? !/^[\s.,;:!?]/.test(text) : ended === 'link' && ENDS_IN_ADDRESS.test(this.line) && !CLOSES.test(text);
    if (isGlued) this.space();
    if (this.verbatim > 0) {
      const [first = '', ...rest] = text.split('\n');
      this.line += first;
      for (const next of rest) {
        this.push();
        this.line = next;
      }
      return;
    }
    const folded = text.replace(/[ \t\r\n\f]+/g, ' ');
    this.line += this.line === '' ? folded.trimStart() : folded;
  }

  /** Two links side by side are two, and an address ends where its link does. */
  link(isClosed: boolean): void {
    if (!isClosed && this.ended === 'link') this.space();
    this.ended = isClosed ? 'link' : this.ended === 'control' ? 'control' : null;
  }

  control(isClosed: boolean): void {
    if (!isClosed) this.space();
    this.ended = 'control';
  }

  private space(): void {
    if (this.line !== '' && !this.line.endsWith(' ')) this.line += ' ';
  }

  tag(tag: string, closing: boolean): void {
    this.ended = null;
    if (tag === 'br') return this.push();
    if (tag === 'td' || tag === 'th') {
      if (closing && this.line !== '') this.line += ' ';
      return;
    }
    if (this.line.trim() !== '') this.push();
    if (tag === 'hr') {
      this.line = '_'.repeat(32);
      return this.push();
    }
    if (APART.has(tag)) this.gap();
    if (tag === 'blockquote') this.depth = Math.max(0, this.depth + (closing ? -1 : 1));
    if (tag === 'pre') this.verbatim = Math.max(0, this.verbatim + (closing ? -1 : 1));
    if (tag === 'li' && !closing) this.line = '- ';
  }

  text(): string {
    if (this.line.trim() !== '') this.push();
    return this.lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  private push(): void {
    const quote = '>'.repeat(Math.min(this.depth, 20));
    this.lines.push(`${quote}${quote === '' ? '' : ' '}${this.line.trimEnd()}`.trimEnd());
    this.line = '';
  }

  private gap(): void {
    if (this.lines.length > 0 && this.lines.at(-1) !== '' && this.depth === 0) this.lines.push('');
  }
}
