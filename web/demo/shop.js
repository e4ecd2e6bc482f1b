// What a shop's own page does with the chat: opens it by its own buttons, and says who has signed in.
const find = (/** @type {string} */ selector) => /** @type {any} */ (document.querySelector(selector));
const state = find('#identity-state');
const field = find('#identity-token');

/** What is to be done when the chat is there, whichever of the two scripts comes first. */
const chat = (/** @type {(api: any) => void} */ act) => {
  const page = /** @type {any} */ (globalThis);
  (page.throughline ??= []).push(act);
};

/** The token that the shop's server put into the fragment; taken out of the address bar at once. */
const token = new URLSearchParams(location.hash.slice(1)).get('identityToken');
if (token) {
  history.replaceState(null, '', location.pathname + location.search);
  chat((api) => api.identify(token));
}

chat((api) => {
  let refusal = '';
  api.on('identityexpired', () => (refusal = 'That token does not hold (any more). '));
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
  const given = field.value.trim();
  if (!given) return;
  field.value = '';
  chat((api) => {
    api.identify(given);
    api.open();
  });
});
