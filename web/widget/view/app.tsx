import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Chat } from '../chat.js';
import { Launcher } from './launcher.js';
import { Panel } from './panel.js';
import { Proactive } from './proactive.js';
import { ChatContext, useWatched } from './use-chat.js';

export function App({ chat }: { chat: Chat }): VNode {
  useWatched(chat);
  const launcher = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  // Whoever closes the chat is where they opened it. Where it was opened by the page itself, the page sees to that.
  useEffect(() => {
    if (wasOpen.current && !chat.isOpen) launcher.current?.focus({ preventScroll: true });
    wasOpen.current = chat.isOpen;
  }, [chat.isOpen]);
  return (
    <ChatContext.Provider value={chat}>
      {chat.isOpen && <Panel />}
      {!chat.isOpen && chat.proactive && chat.isProactiveShown && <Proactive />}
      {!chat.settings.hideLauncher && <Launcher button={launcher} />}
      <p class="unseen" role="status">
        {chat.news}
      </p>
    </ChatContext.Provider>
  );
}
