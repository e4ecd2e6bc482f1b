import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Chat } from '../chat.js';
import { Launcher } from './launcher.js';
import { Panel } from './panel.js';
import { Proactive } from './proactive.js';
import { ChatContext, useWatched } from './use-chat.js';

export function App({ chat }: { chat: Chat }): VNode {
  useWatched(chat);
  const launcher = useRef<HTMLButtonElement>(null);
  const opener = useRef<Element | null>(null);
  const wasOpen = useRef(false);
  const call = chat.calls.own;
  const host = (): Element | undefined => (launcher.current?.getRootNode() as ShadowRoot | undefined)?.host;
  if (chat.isOpen && !wasOpen.current) opener.current = document.activeElement;
  // Whoever closes the chat is where they opened it.
  useLayoutEffect(() => {
    if (wasOpen.current && !chat.isOpen) {
      const by = opener.current;
      const back = by instanceof HTMLElement && by !== document.body && by !== host() && by.isConnected ? by : launcher.current;
      back?.focus({ preventScroll: true });
    }
    wasOpen.current = chat.isOpen;
  }, [chat.isOpen]);
  return (
    <ChatContext.Provider value={chat}>
      <div class="root">
        {chat.isOpen && <Panel />}
        {/* There before what comes into it: only then is it read out. */}
        <div aria-live="polite">{!chat.isOpen && chat.firstWord.isShown && <Proactive />}</div>
        {!chat.isOpen && call && <call.Mark call={call} />}
        {(call || !chat.settings.hideLauncher) && <Launcher button={launcher} />}
        <p class="unseen" role="status">
          {/* Another element for each: the same words again are news as well. */}
          <span key={chat.newsCount}>{chat.news}</span>
        </p>
      </div>
    </ChatContext.Provider>
  );
}
