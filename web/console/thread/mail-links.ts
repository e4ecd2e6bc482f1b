/** Something that is written like the address of a site: "shop.example", "https://shop.example/orders". */
const ADDRESS = /(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?=[/:?#\s]|$)/iu;

const plain = (host: string): string => host.toLowerCase().replace(/^www\./, '');

/**
 * @param text what stands on a link
 * @returns the host it leads to, where the text names another one; null where nothing is pretended
 */
export function realHost(text: string, href: string): string | null {
  const named = ADDRESS.exec(text.trim())?.[1];
  if (!named || !URL.canParse(href)) return null;
  const { host, hostname, protocol } = new URL(href);
  if (protocol !== 'http:' && protocol !== 'https:') return null;
  // Both as the browser writes them: letters of other scripts look like those they stand for.
  const said = URL.canParse(`https://${named}`) ? new URL(`https://${named}`).hostname : named;
  return plain(said) === plain(hostname) ? null : host;
}

/** Every link of a mail says where it leads; one that says something else on its face says so beside it. */
export function tellLinks(body: HTMLElement): void {
  for (const link of body.querySelectorAll<HTMLAnchorElement>('a[href]')) {
    link.title = link.href;
    const host = realHost(link.textContent, link.href);
    if (!host || link.nextElementSibling?.hasAttribute('data-host')) continue;
    const told = body.ownerDocument.createElement('bdi');
    told.dataset['host'] = '';
    told.textContent = ` [${host}]`;
    link.after(told);
  }
}
