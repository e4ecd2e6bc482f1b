import { Fragment, type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { isBlank } from '../sentences.js';
import { formWords } from './pre-chat-words.js';
import { useChat } from './use-chat.js';

const kinds: Record<string, { type: 'text' | 'email' | 'tel'; autocomplete: string; inputMode?: 'email' }> = {
  name: { type: 'text', autocomplete: 'name' },
  // Of type text: what a browser takes for an address (`mei@shop`, or one with a space at its end) is not what can be written to.
  email: { type: 'text', inputMode: 'email', autocomplete: 'email' },
  phone: { type: 'tel', autocomplete: 'tel' },
};

/** What is surely wrong; the server has the last word. */
const isWrong: Record<string, (value: string) => boolean> = {
  email: (value) => !/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(value),
  phone: (value) => !/^(\P{Nd}*\p{Nd}){3}/u.test(value),
};

/** What the inbox wants to know of somebody it does not know. What stands in the field of the message stays there. */
export function PreChat({ fields }: { fields: string[] }): VNode {
  const chat = useChat();
  const { words, form: told } = chat;
  const form = useRef<HTMLFormElement>(null);
  const typed = useRef(told.draft).current;
  const lines = formWords(words.language);
  const answers = (): Record<string, string> => Object.fromEntries(new FormData(form.current!)) as Record<string, string>;
  // To the first that has to be filled in otherwise, with every try.
  useEffect(() => {
    const at = fields.find((name) => told.wrong.includes(name)) ?? fields[0];
    if (chat.takesFocus || told.wrong.length > 0) form.current?.querySelector<HTMLElement>(`[name=${at}]`)?.focus();
  }, [told.wrong]);
  return (
    <form
      ref={form}
      id="chat-first"
      aria-label={words.beforeWeStart}
      noValidate
      onInput={() => (told.draft = answers())}
      onSubmit={(event) => {
        event.preventDefault();
        const given = Object.fromEntries(Object.entries(answers()).map(([name, value]) => [name, value.trim()]));
        chat.answerForm(
          given,
          fields.filter((name) => isBlank(given[name]!) || isWrong[name]?.(given[name]!)),
        );
      }}
    >
      <h3>{words.beforeWeStart}</h3>
      {fields.map((name) => {
        const says = told.wrong.includes(name) ? lines[name] : undefined;
        return (
          <Fragment key={name}>
            <label>
              {words.fields[name] ?? name}
              <input
                name={name}
                required
                maxLength={name === 'phone' ? 40 : 200}
                dir="auto"
                defaultValue={typed[name] ?? ''}
                aria-invalid={says !== undefined}
                aria-describedby={says && `chat-first-${name}`}
                {...(kinds[name] as object)}
              />
            </label>
            {says && (
              <p id={`chat-first-${name}`} class="error">
                {says}
              </p>
            )}
          </Fragment>
        );
      })}
      <button type="submit" class="primary">
        {words.begin}
      </button>
    </form>
  );
}
