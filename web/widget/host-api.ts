import type { Chat, ChatEvent } from './chat.js';
import type { IdentitySource } from './connection.js';

type Handler = (body?: unknown) => void;

/** What the page that embeds the widget may do: `window.throughline`. */
export interface HostApi {
  open(): void;
  close(): void;
  /** Says something first, beside the launcher; not to somebody who is in a conversation already. */
  say(text: string): void;
  /** A token signed by the site, or how to get a fresh one; null: the customer has signed out. */
  identify(identity: IdentitySource | null): void;
  /** Gives back how to stop listening. */
  on(event: ChatEvent, handler: Handler): () => void;
  /** Calls what was pushed before the script was there, and what is pushed later. */
  push(...ready: ((api: HostApi) => void)[]): void;
}

export function hostApi(chat: Chat): HostApi {
  const handlers = new Map<ChatEvent, Set<Handler>>();
  chat.onEvent = (event, body) => {
    // A fault of the page's own must not become one of the chat.
    for (const handler of handlers.get(event) ?? []) queueMicrotask(() => handler(body));
  };
  const api: HostApi = {
    open: () => chat.toggle(true),
    close: () => chat.toggle(false),
    say: (text) => chat.sayFirst(String(text)),
    identify: (identity) => chat.identify(identity),
    on(event, handler) {
      handlers.set(event, (handlers.get(event) ?? new Set()).add(handler));
      return () => void handlers.get(event)?.delete(handler);
    },
    push: (...ready) => ready.forEach((one) => one(api)),
  };
  return api;
}

/** Takes the place of the list in which a page may have left what is to be done when the script is there. */
export function offer(api: HostApi): void {
  const page = globalThis as unknown as { throughline?: unknown };
  const left = Array.isArray(page.throughline) ? (page.throughline as ((api: HostApi) => void)[]) : [];
  page.throughline = api;
  api.push(...left);
  dispatchEvent(new CustomEvent('throughline:ready', { detail: api }));
}
