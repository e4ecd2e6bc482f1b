import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useChat } from './use-chat.js';

const scores = [1, 2, 3, 4, 5];
const faces = ['😞', '🙁', '😐', '🙂', '😀'];

/** The question at the end. It covers nothing, and the chat goes on beside it. */
export function Rate(): VNode {
  const chat = useChat();
  const { words } = chat;
  const [score, setScore] = useState(0);
  if (chat.rating.state === 'thanked')
    return (
      <p class="rate thanks" role="status">
        {words.rateThanks}
      </p>
    );
  return (
    <form
      class="rate"
      onSubmit={(event) => {
        event.preventDefault();
        const comment = new FormData(event.currentTarget).get('comment');
        if (score > 0) void chat.rate(score, String(comment ?? ''));
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
        <textarea name="comment" rows={2} maxLength={2000} dir="auto" aria-label={words.comment} placeholder={words.comment} />
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
          <button type="submit" class="primary" disabled={chat.rating.state === 'sending'}>
            {words.rateSend}
          </button>
        )}
      </div>
    </form>
  );
}
