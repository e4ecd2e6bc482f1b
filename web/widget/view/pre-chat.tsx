import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useChat } from './use-chat.js';

const kinds: Record<string, { type: 'text' | 'email' | 'tel'; autocomplete: string }> = {
  name: { type: 'text', autocomplete: 'name' },
  email: { type: 'email', autocomplete: 'email' },
  phone: { type: 'tel', autocomplete: 'tel' },
};

/** What the inbox wants to know of somebody it does not know. What stands in the field of the message stays there. */
export function PreChat({ fields }: { fields: string[] }): VNode {
  const chat = useChat();
  const { words } = chat;
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus({ preventScroll: true }), []);
  return (
    <form
      ref={form}
      id="chat-first"
      aria-label={words.beforeWeStart}
      onSubmit={(event) => {
        event.preventDefault();
        const given = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
        chat.answerForm(given);
      }}
    >
      <h3>{words.beforeWeStart}</h3>
      {fields.map((name) => (
        <label key={name}>
          {words.fields[name] ?? name}
          <input name={name} required maxLength={name === 'phone' ? 40 : 200} dir="auto" {...(kinds[name] as object)} />
        </label>
      ))}
      <button type="submit" class="primary">
        {words.begin}
      </button>
    </form>
  );
}
