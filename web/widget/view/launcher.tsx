import type { RefObject, VNode } from 'preact';
import { Icon } from './icons.js';
import { useChat } from './use-chat.js';

export function Launcher({ button }: { button: RefObject<HTMLButtonElement | null> }): VNode {
  const chat = useChat();
  const { words, isOpen, calls } = chat;
  const unread = chat.reading.unread();
  const call = !isOpen && calls.own;
  return (
    <button
      ref={button}
      id="chat-launcher"
      class={isOpen ? 'open' : call ? 'calling' : ''}
      type="button"
      aria-label={
        call ? call.named(unread > 0 ? words.openUnread(unread) : '') : unread > 0 ? words.openUnread(unread) : words.open
      }
      aria-expanded={isOpen}
      aria-controls={isOpen ? 'chat' : undefined}
      onClick={() => chat.toggle(!isOpen)}
    >
      <Icon name={isOpen ? 'down' : call ? 'phone' : 'chat'} size={26} />
      {unread > 0 && (
        <span id="chat-unread" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </button>
  );
}
