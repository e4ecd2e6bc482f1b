import { startBoard } from './board.js';
import { acceptedHere, startCalls } from './calls.js';
import { startComposer } from './composer.js';
import { startContext } from './context.js';
import { find } from './dom.js';
import { startInbox } from './inbox.js';
import { closeLive, openLive, ask } from './live.js';
import { startOffers } from './offers.js';
import { startPromises } from './promises.js';
import { flush } from './outbox.js';
import { startPresence } from './presence.js';
import { sayError } from './say.js';
import { select, showTab, startSelection } from './selection.js';
import { maySignInAgain, renew, signIn, signOut, watchSession } from './session.js';
import { changed, isSupervisor, on, state } from './store.js';
import { startThread } from './thread.js';
import { startUndelivered } from './undelivered.js';

const form = find('#sign-in-form');

function showSignIn() {
  closeLive();
  find('#desk').hidden = true;
  find('#sign-in').hidden = false;
  find('#email').focus();
}

function showDesk() {
  find('#sign-in').hidden = true;
  find('#desk').hidden = false;
  find('#sign-in-error').textContent = '';
  openLive(() => void flush());
}

form.addEventListener('submit', async (/** @type {Event} */ event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.disabled = true;
  try {
    await signIn(find('#email').value.trim(), find('#password').value);
    form.reset();
    showDesk();
  } catch (error) {
    find('#sign-in-error').textContent = /** @type {Error} */ (error).message;
    find('#password').select();
  } finally {
    button.disabled = false;
  }
});

find('#sign-out').addEventListener('click', () => void signOut());
for (const button of document.querySelectorAll('[data-tab]')) {
  button.addEventListener('click', () => showTab(/** @type {any} */ (button).dataset.tab));
}

on(['me', 'tab'], () => {
  find('#me-name').textContent = state.me?.name ?? '';
  find('#tabs').hidden = !isSupervisor();
});

on(['link'], () => {
  const place = find('#link-state');
  place.hidden = state.link === 'online';
  place.textContent = state.link === 'offline' ? 'Reconnecting … What you send is kept.' : 'Connecting …';
});

on(['offers', 'conversations'], () => {
  const unread = [...state.unread.values()].reduce((sum, count) => sum + count, 0);
  const marks = state.offers.size > 0 ? 'Offer! ' : unread > 0 ? `(${unread}) ` : '';
  document.title = `${marks}Throughline`;
});

startPresence();
startCalls((conversationId) => void select(conversationId));
startOffers((conversation) => {
  acceptedHere(conversation);
  void select(conversation.id);
});
startInbox();
startSelection();
startThread();
startComposer();
startContext();
startPromises();
startBoard();
startUndelivered();
// The new token goes to the open socket too, which would otherwise be closed when the old one ends.
watchSession((token) => void ask('auth.refresh', { token }), showSignIn);
changed('link');

(maySignInAgain() ? renew() : Promise.resolve(false)).then(
  (isSignedIn) => (isSignedIn ? showDesk() : showSignIn()),
  (error) => {
    showSignIn();
    sayError(error);
  },
);
