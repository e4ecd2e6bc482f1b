import type { VNode } from 'preact';
import { Icon } from './icons.js';
import { useChat } from './use-chat.js';

/** The ways to a talk: a call from this page, and being called back. Each only where the inbox offers it. */
export function CallButtons(): VNode {
  const chat = useChat();
  const { words, session, calls } = chat;
  const inCall = calls.own !== null;
  return (
    <>
      {session?.inbox.callBack && !inCall && (
        <button
          id="chat-call-back"
          type="button"
          class="round"
          aria-label={words.callBack}
          title={words.callBack}
          aria-expanded={chat.asksNumber}
          onClick={() => chat.setAsksNumber(!chat.asksNumber)}
        >
          <Icon name="back" />
        </button>
      )}
      {calls.isPossible && !inCall && (
        <button
          id="chat-call"
          type="button"
          class="round"
          aria-label={words.call}
          title={words.call}
          data-back="#call button"
          onClick={() => void calls.press()}
        >
          <Icon name="phone" />
        </button>
      )}
    </>
  );
}
