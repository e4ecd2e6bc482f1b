const KEY = 'throughline.demo-web.visitor';

/** @type {string | null} */
let remembered = null;

/**
 * Who this browser was last time. Storage may be switched off or full: then the visitor is known until the page is left.
 * @returns {string | null}
 */
export function visitorToken() {
  try {
    return window.localStorage.getItem(KEY) ?? remembered;
  } catch {
    return remembered;
  }
}

/** @param {string} token */
export function rememberVisitor(token) {
  remembered = token;
  try {
    window.localStorage.setItem(KEY, token);
  } catch {
    // Kept in memory above.
  }
}

/**
 * The identity token a site handed over in the fragment. It is taken out of the address bar at once, so that it is neither
 * bookmarked nor sent on as a page address.
 * @returns {string | null}
 */
export function takeIdentityFromAddress() {
  const token = new URLSearchParams(location.hash.slice(1)).get('identityToken');
  if (!token) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}

/** The page the customer is on, without the fragment. */
export function currentPage() {
  return { url: location.origin + location.pathname + location.search, title: document.title };
}

/**
 * Whether the customer lets agents see which pages they look at: `data-pages-consent="yes"` or `"no"` on the page's root element, set
 * by the site from its own consent banner. Null where the site does not say: then nothing is kept.
 * @returns {boolean | null}
 */
export function pagesConsent() {
  const said = document.documentElement.dataset.pagesConsent;
  return said === 'yes' ? true : said === 'no' ? false : null;
}
