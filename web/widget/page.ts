/** The page the customer is on, without the fragment: what stands there may be a secret of the page. */
export function currentPage(): { url: string; title: string } {
  return { url: (location.origin + location.pathname + location.search).slice(0, 2048), title: document.title.slice(0, 300) };
}

/**
 * Whether the customer lets agents see which pages they look at: `data-pages-consent="yes"` or `"no"` on the page's root element, set
 * by the site from its own consent banner. Null where the site does not say: then nothing is told.
 */
export function pagesConsent(): boolean | null {
  const said = document.documentElement.dataset['pagesConsent'];
  return said === 'yes' ? true : said === 'no' ? false : null;
}

/** Tells when the address changes without the page being loaded anew, and when the word on consent does. */
export function watchPage(seen: () => void, consent: () => void): void {
  let url = currentPage().url;
  const look = (): void => {
    if (currentPage().url === url) return;
    url = currentPage().url;
    seen();
  };
  addEventListener('popstate', look);
  // Not every browser has it; `popstate` hears of what it does not, save pushState.
  (globalThis as { navigation?: EventTarget }).navigation?.addEventListener('navigatesuccess', look);
  new MutationObserver(consent).observe(document.documentElement, { attributeFilter: ['data-pages-consent'] });
}
