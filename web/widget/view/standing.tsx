import type { VNode } from 'preact';
import { choicesOf, noticeLine } from '../sentences.js';
import { useChat } from './use-chat.js';

/** Where the customer stands, in the server's own sentence, and whom they may wait for. */
export function Standing(): VNode {
  const chat = useChat();
  const { words, conversation } = chat;
  const line = noticeLine(conversation, chat.closed);
  const choices = choicesOf(words, conversation);
  return (
    <div id="chat-line" class={line || choices.length > 0 ? '' : 'unseen'}>
      <p id="chat-notice" role="status" dir="auto">
        {line}
      </p>
      {choices.length > 0 && (
        <div id="chat-choices" role="group" aria-label={words.whom}>
          {choices.map(({ choice, label, chosen }) => (
            <button key={choice} type="button" aria-pressed={chosen} onClick={() => void chat.choose(choice)}>
              {label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
