export interface SnippetWish {
  language: string;
  theme: string;
  side: string;
  proactive: string;
  ownButton: boolean;
}

const quoted = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The script tag for a site; what is as usual is not said. */
export function snippetOf(origin: string, inbox: string, { language, theme, side, proactive, ownButton }: SnippetWish): string {
  const said = [
    ['data-inbox', inbox],
    ...(language ? [['data-language', language]] : []),
    ...(theme !== 'auto' ? [['data-theme', theme]] : []),
    ...(side !== 'end' ? [['data-side', side]] : []),
    ...(proactive.trim() ? [['data-proactive', proactive.trim()]] : []),
    ...(ownButton ? [['data-launcher', 'none']] : []),
  ] as [string, string][];
  const attributes = said.map(([name, value]) => ` ${name}="${quoted(value)}"`).join('');
  return `<script type="module" src="${origin}/widget/widget.js"${attributes}></script>`;
}
