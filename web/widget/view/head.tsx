import type { VNode } from 'preact';
import { initials, statusLine } from '../sentences.js';
import { CallButtons } from './call-buttons.js';
import { Icon } from './icons.js';
import { useChat } from './use-chat.js';

export function Head(): VNode {
  const chat = useChat();
  const { words, conversation, isMuted } = chat;
  const agent = conversation?.agent?.name;
  return (
    <div class="head">
      <Face name={agent ?? null} />
      <div class="title">
        <h2 dir="auto">{chat.name}</h2>
        <p id="chat-status" role="status">
          {statusLine(words, conversation, chat.closed)}
        </p>
      </div>
      <CallButtons />
      <button
        type="button"
        class="round"
        aria-label={isMuted ? words.soundOn : words.soundOff}
        title={isMuted ? words.soundOn : words.soundOff}
        onClick={() => (chat.isMuted = !isMuted)}
      >
        <Icon name={isMuted ? 'mute' : 'sound'} />
      </button>
      <button
        id="chat-close"
        type="button"
        class="round"
        aria-label={words.close}
        title={words.close}
        onClick={() => chat.toggle(false)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

/** An agent's face is their initials: no picture of anybody is asked for from anywhere. */
export function Face({ name }: { name: string | null }): VNode {
  return (
    <span class="face" aria-hidden="true">
      {name ? initials(name) : <Icon name="chat" size={18} />}
    </span>
  );
}
