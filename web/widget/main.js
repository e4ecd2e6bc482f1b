import { Chat } from './chat.js';
import { find } from './dom.js';
import { takeIdentityFromAddress, visitorToken } from './visitor.js';

const chat = new Chat();
const field = find('#identity-token');
const hint = find('#identity-state');

let refusal = '';
chat.onRefused = (/** @type {string} */ line) => {
  refusal = line;
};
chat.onCustomer = (/** @type {any} */ customer) => {
  if (!customer) hint.textContent = refusal;
  else if (customer.level === 'verified') hint.textContent = `You are signed in${customer.name ? ` as ${customer.name}` : ''}.`;
  else hint.textContent = `${refusal}You are writing as a visitor.`;
  refusal = '';
};

find('#identity-form').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  const token = field.value.trim();
  if (!token) return;
  field.value = '';
  chat.start(token);
  chat.toggle(true);
});

for (const button of document.querySelectorAll('[data-open-chat]')) button.addEventListener('click', () => chat.toggle(true));

const identityToken = takeIdentityFromAddress();
// A visitor who has written before may have an answer waiting; a new one costs nothing until they ask.
if (identityToken) chat.start(identityToken);
else if (visitorToken()) chat.start();
