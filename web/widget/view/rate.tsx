import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useChat } from './use-chat.js';

const scores = [1, 2, 3, 4, 5];
const faces = ['😞', '🙁', '😐', '🙂', '😀'];

/** The question at the end. It covers nothing, and the chat goes on beside it. */
export function Rate(): VNode {
  const chat = useChat();
  const { words } = chat;
  const isOver = chat.rating.state === 'thanked';
  return (
    <>
      {!isOver && <Question />}
      {/* There before its words are: only then are they read out. */}
      <p class={isOver ? 'rate thanks' : 'unseen'} role="status">
        {isOver && words.rateThanks}
      </p>
    </>
  );
}

function Question(): VNode {
  const chat = useChat();
  const { words } = chat;
  const [score, setScore] = useState(0);
  // Not `disabled`: that would take the focus away.
  const isSending = chat.rating.state === 'sending';
  return (
    <form
      class="rate"
      onSubmit={(event) => {
        event.preventDefault();
        const comment = new FormData(event.currentTarget).get('comment');
        if (score > 0 && !isSending) void chat.rate(score, String(comment ?? ''));
      }}
    >
      <fieldset>
        <legend>{words.rate}</legend>
        {scores.map((n) => (
          <label key={n} title={words.score(n)}>
            <input
              type="radio"
              name="score"
              value={n}
              aria-label={words.score(n)}
              checked={score === n}
              onChange={() => setScore(n)}
            />
            <span aria-hidden="true">{faces[n - 1]}</span>
          </label>
        ))}
      </fieldset>
      {score > 0 && (
        <textarea
          class="field"
          name="comment"
          rows={2}
          maxLength={2000}
          dir="auto"
          aria-label={words.comment}
          placeholder={words.comment}
        />
      )}
      <div class="row">
        <button
          type="button"
          class="plain"
          onClick={() => {
            chat.rating.decline();
            chat.changed();
          }}
        >
          {words.rateSkip}
        </button>
        {score > 0 && (
          <button type="submit" class="primary" aria-disabled={isSending}>
            {words.rateSend}
          </button>
        )}
      </div>
    </form>
  );
}
