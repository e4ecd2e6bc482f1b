// What a shop's own page does with the chat: opens it by its own buttons, and says who has signed in.
const find = (/** @type {string} */ selector) => /** @type {any} */ (document.querySelector(selector));
const state = find('#identity-state');
const field = find('#identity-token');

/** What is to be done when the chat is there, whichever of the two scripts comes first. */
const chat = (/** @type {(api: any) => void} */ act) => {
  const page = /** @type {any} */ (globalThis);
  (page.throughline ??= []).push(act);
};

/** Whoever has signed in is signed in after a reload too, as long as the tab is there; a real shop has its own session for that. */
const KEPT = 'demo-shop.identity';
const signedIn = {
  get: () => {
    try {
      return globalThis.sessionStorage.getItem(KEPT);
    } catch {
      return null;
    }
  },
  set: (/** @type {string | null} */ token) => {
    try {
      if (token) globalThis.sessionStorage.setItem(KEPT, token);
      else globalThis.sessionStorage.removeItem(KEPT);
    } catch {
      // Without storage it lasts until the page is left.
    }
  },
};

const signIn = (/** @type {string} */ token) => {
  signedIn.set(token);
  chat((api) => api.identify(token));
};

/** The token that the shop's server put into the fragment; taken out of the address bar at once. */
const given = new URLSearchParams(location.hash.slice(1)).get('identityToken');
if (given) history.replaceState(null, '', location.pathname + location.search);
const token = given ?? signedIn.get();
if (token) signIn(token);

chat((api) => {
  let refusal = '';
  api.on('identityexpired', () => {
    refusal = 'That token does not hold (any more). ';
    signedIn.set(null);
  });
  api.on('customer', (/** @type {{ level: string, name: string | null }} */ { level, name }) => {
    state.textContent =
      level === 'verified' ? `You are signed in${name ? ` as ${name}` : ''}.` : `${refusal}You are writing as a visitor.`;
    refusal = '';
  });
});

for (const button of document.querySelectorAll('[data-open-chat]'))
  button.addEventListener('click', () => chat((api) => api.open()));

find('#identity-form').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  const typed = field.value.trim();
  if (!typed) return;
  field.value = '';
  signIn(typed);
  chat((api) => api.open());
});
