import type { RefObject, VNode } from 'preact';
import { Icon } from './icons.js';
import { useChat } from './use-chat.js';

export function Launcher({ button }: { button: RefObject<HTMLButtonElement | null> }): VNode {
  const chat = useChat();
  const { words, isOpen } = chat;
  const unread = chat.reading.unread();
  return (
    <button
      ref={button}
      id="chat-launcher"
      class={isOpen ? 'open' : ''}
      type="button"
      aria-label={unread > 0 ? words.openUnread(unread) : words.open}
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'chat' : undefined}
      onClick={() => chat.toggle(!isOpen)}
    >
      <Icon name={isOpen ? 'down' : 'chat'} size={26} />
      {unread > 0 && (
        <span id="chat-unread" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </button>
  );
}
