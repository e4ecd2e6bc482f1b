import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { DraftRow } from './draft-row.js';
import { Emoji } from './emoji.js';
import { isBlank } from '../sentences.js';
import { Icon } from './icons.js';
import { isComposing, useChat } from './use-chat.js';

const TALLEST = 140;

export function Composer(): VNode {
  const chat = useChat();
  const { words, files } = chat;
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(chat.draft);
  // A phone's keyboard has no other key for a new line, and the button is where the thumb is.
  const isTouched = matchMedia('(hover: none) and (pointer: coarse)').matches;
  useEffect(() => {
    // Its keyboard would cover half of what is there to be read first.
    const covers = isTouched && chat.thread.size > 0;
    // There the dialog itself takes it: whoever cannot see must know that they are in it.
    const first = covers ? field.current?.closest<HTMLElement>('#chat') : field.current;
    if (chat.takesFocus) first?.focus({ preventScroll: true });
    return chat.onEdit((given) => {
      write(given);
      if (given) field.current?.focus();
    });
  }, []);
  useLayoutEffect(() => {
    const { style } = field.current!;
    style.height = 'auto';
    style.height = `${Math.min(field.current!.scrollHeight + 2, TALLEST)}px`;
  }, [text]);
  const write = (value: string): void => {
    setText(value);
    chat.draft = value;
    chat.typing.typed(value);
    if (chat.trouble) chat.say('');
  };
  const insert = (what: string): void => {
    const input = field.current!;
    // By the field itself and at once: whoever types on goes on behind it.
    input.setRangeText(what, input.selectionStart, input.selectionEnd, 'end');
    write(input.value);
    input.focus();
  };
  const send = (): void => {
    if (!chat.send(text)) return;
    setText('');
    chat.draft = '';
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || isComposing(event) || event.shiftKey || isTouched) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) insert('\n');
    else send();
  };
  return (
    <form
      id="chat-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {chat.trouble && (
        <p id="chat-trouble" class="error" role="alert">
          {chat.trouble}
        </p>
      )}
      {files.files.length > 0 && (
        <ul id="chat-files" aria-label={words.filesToSend}>
          {files.files.map((one) => (
            <DraftRow key={one} one={one} />
          ))}
        </ul>
      )}
      <textarea
        ref={field}
        id="chat-input"
        rows={1}
        dir="auto"
        aria-label={words.yourMessage}
        placeholder={words.write}
        enterkeyhint={isTouched ? 'enter' : 'send'}
        value={text}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={pressed}
        onPaste={(event) => {
          const pasted = event.clipboardData?.files;
          // A table or a page copied comes with a picture of itself: what is wanted is its text.
          const hasText = ['text/plain', 'text/html'].every((type) => event.clipboardData?.getData(type));
          if (!pasted?.length || hasText) return;
          event.preventDefault();
          chat.addFiles([...pasted]);
        }}
      />
      <div class="tools">
        <button
          id="chat-attach"
          type="button"
          class="round"
          aria-label={words.attach}
          title={words.attach}
          onClick={() => picker.current?.click()}
        >
          <Icon name="clip" />
        </button>
        <input
          ref={picker}
          id="chat-file"
          type="file"
          multiple
          hidden
          onChange={({ currentTarget: input }) => {
            chat.addFiles([...(input.files ?? [])]);
            input.value = '';
          }}
        />
        <Emoji choose={insert} />
        <button
          type="submit"
          class="send"
          aria-label={words.send}
          title={words.send}
          aria-disabled={isBlank(text) && files.files.length === 0}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
