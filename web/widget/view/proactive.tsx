import type { VNode } from 'preact';
import { Icon } from './icons.js';
import { useChat } from './use-chat.js';

/** What we say first, beside the launcher. It takes no focus and covers nothing that is not asked for. */
export function Proactive(): VNode {
  const chat = useChat();
  const { words } = chat;
  return (
    <section id="chat-proactive" aria-label={chat.name}>
      <p dir="auto">{chat.firstWord.text}</p>
      <button type="button" class="plain" onClick={() => chat.toggle(true)}>
        {words.answer}
      </button>
      <button
        type="button"
        class="round"
        aria-label={words.dismiss}
        onClick={() => {
          chat.firstWord.hide();
          chat.changed();
        }}
      >
        <Icon name="close" size={16} />
      </button>
    </section>
  );
}
