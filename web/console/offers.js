import { problemLine, serverNow } from './api.js';
import { endOffer, putConversation } from './apply.js';
import { shortBriefOf } from './brief.js';
import { callTexts } from './call-words.js';
import { find, h, reconcile } from './dom.js';
import { channelMark } from './format.js';
import { ask } from './live.js';
import { say } from './say.js';
import { on, state } from './store.js';

/** @typedef {import('./store.js').OfferView} OfferView */

/** Offers come first on the screen and leave it when their time is over. @param {(conversation: any) => void} accepted */
export function startOffers(accepted) {
  const place = find('#offers');
  on(['offers'], () => {
    const offers = [...state.offers.values()].sort((a, b) => (a.madeAt < b.madeAt ? -1 : 1));
    place.hidden = offers.length === 0;
    reconcile(
      place,
      offers.map((offer) => ({ key: offer.id, version: offer.expiresAt, make: () => card(offer, accepted) })),
    );
    countDown();
  });
  setInterval(countDown, 500);
}

function countDown() {
  for (const offer of [...state.offers.values()]) {
    const leftMs = Date.parse(offer.expiresAt) - serverNow();
    // The server withdraws it too; an agent should not be able to press a button that no longer does anything.
    if (leftMs <= 0) endOffer(offer.id);
    const place = document.getElementById(`offer-left-${offer.id}`);
    if (!place) continue;
    place.textContent = `${Math.max(0, Math.ceil(leftMs / 1000))} s`;
    const bar = /** @type {HTMLProgressElement} */ (document.getElementById(`offer-bar-${offer.id}`));
    bar.value = Math.max(0, leftMs);
  }
}

/** @param {OfferView} offer @param {(conversation: any) => void} accepted */
function card(offer, accepted) {
  const name = offer.customer?.name ?? 'New visitor';
  const isCall = offer.channel === 'voice';
  const totalMs = Math.max(1, Date.parse(offer.expiresAt) - Date.parse(offer.madeAt));
  const buttons = [
    h('button', {
      type: 'button',
      class: 'primary',
      text: isCall ? callTexts.answer : 'Accept',
      on: { click: () => void accept() },
    }),
    h('button', { type: 'button', text: 'Decline', on: { click: () => void decline() } }),
  ];
  const lock = (/** @type {boolean} */ isLocked) => buttons.forEach((button) => (button.disabled = isLocked));
  const accept = async () => {
    lock(true);
    const answer = await ask('offer.accept', { offerId: offer.id, epoch: offer.epoch });
    lock(false);
    if (answer?.ok) {
      endOffer(offer.id);
      putConversation(answer.conversation);
      accepted(answer.conversation);
    } else refused(offer, answer);
  };
  const decline = async () => {
    lock(true);
    const answer = await ask('offer.decline', { offerId: offer.id });
    lock(false);
    if (answer?.ok) endOffer(offer.id);
    else refused(offer, answer);
  };
  return h(
    'article',
    { class: isCall ? 'offer offer-call' : 'offer', 'aria-label': `Offer: ${name}` },
    h(
      'header',
      {},
      h('strong', { text: name }),
      channelMark(offer.channel),
      h('span', { class: 'spring' }),
      h('span', { id: `offer-left-${offer.id}`, class: 'left', 'aria-live': 'off' }),
    ),
    h('progress', { id: `offer-bar-${offer.id}`, max: totalMs, value: totalMs, 'aria-hidden': 'true' }),
    isCall
      ? h('p', { class: 'preview', text: callTexts.incoming })
      : offer.preview
        ? h('p', { class: 'preview', text: offer.preview })
        : null,
    shortBriefOf(offer.digest),
    h('p', { class: 'reason', text: forMe(offer.reason.sentence) }),
    h('footer', {}, ...buttons),
  );
}

/** "Ana: helped Mei last, 4 of 4 slots free", told to Ana herself. @param {string} sentence */
function forMe(sentence) {
  const name = `${state.me?.name}: `;
  return sentence.startsWith(name) ? `You: ${sentence.slice(name.length)}` : sentence;
}

/** @param {OfferView} offer @param {any} answer */
function refused(offer, answer) {
  say(problemLine(answer?.problem), 'bad');
  if (['offer_gone', 'stale_epoch', 'not_found'].includes(answer?.problem?.code)) endOffer(offer.id);
}
