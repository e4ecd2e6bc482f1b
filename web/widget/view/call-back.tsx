import type { VNode } from 'preact';
import { useChat } from './use-chat.js';

/** Asks for the number to call. */
export function CallBack(): VNode {
  const chat = useChat();
  const { words } = chat;
  return (
    <form
      id="call-back"
      aria-label={words.callBack}
      onSubmit={(event) => {
        event.preventDefault();
        void chat.askForCallBack(String(new FormData(event.currentTarget).get('phone')));
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        chat.setAsksNumber(false);
      }}
    >
      <label>
        {words.fields['phone']}
        <input
          name="phone"
          type="tel"
          autocomplete="tel"
          required
          maxLength={40}
          placeholder="+49 30 1234567"
          ref={(input) => {
            input?.focus();
          }}
        />
      </label>
      <p>{words.callBackAsk}</p>
      <div class="row">
        <button type="button" class="plain" onClick={() => chat.setAsksNumber(false)}>
          {words.cancel}
        </button>
        <button type="submit" class="primary">
          {words.callBackSend}
        </button>
      </div>
    </form>
  );
}
