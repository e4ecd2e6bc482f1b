import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { DraftRow } from './draft-row.js';
import { Emoji } from './emoji.js';
import { Icon } from './icons.js';
import { useChat } from './use-chat.js';

const TALLEST = 140;

export function Composer(): VNode {
  const chat = useChat();
  const { words, files } = chat;
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(chat.draft);
  // On a phone the keyboard would cover half of what is there to be read first.
  useEffect(() => {
    const isTouched = matchMedia('(hover: none)').matches && chat.thread.size > 0;
    if (chat.takesFocus && !isTouched) field.current?.focus({ preventScroll: true });
    return chat.onEdit((given) => {
      write(given);
      field.current?.focus();
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
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return;
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
            <DraftRow key={one.key} one={one} />
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
        enterkeyhint="send"
        value={text}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={pressed}
        onPaste={(event) => {
          const pasted = event.clipboardData?.files;
          if (!pasted?.length) return;
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
          disabled={!text.trim() && files.files.length === 0}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
