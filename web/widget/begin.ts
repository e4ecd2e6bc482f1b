import { h, render } from 'preact';
import { Chat } from './chat.js';
import { hostApi, offer } from './host-api.js';
import { Server } from './server.js';
import { readSettings } from './settings.js';
import { App } from './view/app.js';
import { keepPlace } from './view/keep-place.js';
import css from './widget.css?inline';
import { chooseLanguage, languageFor, loadWords } from './words.js';

/** As the server takes them; what a browser says beyond that is left out. */
const tag = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;

/** `here`: the address of the script, from which the server is known. */
export function begin(here: string): void {
  // A module is not told by which tag it was asked for.
  const scripts = [...document.querySelectorAll<HTMLScriptElement>('script[data-inbox]')];
  const script = scripts.find((one) => one.src === here) ?? scripts[0];
  if (script) void start(script, new URL('..', here));
  else throw new Error('Throughline: the script tag has no data-inbox');
}

async function start(script: HTMLElement, base: URL): Promise<void> {
  const settings = readSettings(script.dataset);
  const tags = [settings.language, ...navigator.languages, document.documentElement.lang];
  const words = await loadWords(chooseLanguage(tags));
  // The server's sentences come in the language that stands around them.
  const locale = tags.find((one) => one && tag.test(one) && languageFor(one) === words.language) ?? words.language;
  const chat = new Chat(settings, words, new Server(base), locale);
  show(chat);
  if (settings.identityToken) chat.identify(settings.identityToken);
  offer(hostApi(chat));
  // A visitor who has written before may have an answer waiting; a new one costs nothing until they ask.
  if (chat.isKnown) chat.start();
  // On the next page of a site, and on the same one loaded anew, the chat goes on where it was.
  if (chat.wasOpen && matchMedia('(min-width: 481px)').matches) chat.toggle(true, true);
  const { proactive } = settings;
  if (proactive) setTimeout(() => chat.sayFirst(proactive.text), proactive.afterMs);
}

/** In a shadow root of its own: the page's styles end before it, and its own do not reach the page. */
function show(chat: Chat): void {
  const { settings, words } = chat;
  const host = document.createElement('throughline-widget');
  host.dataset['theme'] = settings.theme;
  host.dataset['side'] = settings.side;
  host.lang = words.language;
  const root = host.attachShadow({ mode: 'open' });
  // Constructed: a page's policy on styles need not allow anything for it.
  chat.wear = (text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets.push(sheet);
  };
  chat.wear(css);
  // Beside the body: what a site does to its body (another one in its place, a transform) is not done to the chat. A framework that
  // makes the whole page anew takes it away; it comes back once that is done.
  const place = (): void => {
    const page = document.documentElement;
    if (host.parentNode !== page) page.append(host);
    watch.observe(page, { childList: true });
  };
  const watch = new MutationObserver(() => setTimeout(place));
  const appear = (): void => {
    watch.observe(document, { childList: true });
    place();
    keepPlace(root);
    render(h(App, { chat }), root);
  };
  if (document.body) appear();
  else addEventListener('DOMContentLoaded', appear, { once: true });
}
