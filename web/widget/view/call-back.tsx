import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { WidgetMessageView } from '../../../src/contracts/views.js';
import { newId } from '../new-id.js';
import { isComposing, useChat } from './use-chat.js';

/** As it was asked last, until it is known to be there: asked again after a lost answer, it is still the same wish. */
let wish: { phone: string; clientId: string } | null = null;

/** Asks for the number to call. */
export function CallBack(): VNode {
  const chat = useChat();
  const { words } = chat;
  const field = useRef<HTMLInputElement>(null);
  const busy = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  useEffect(() => field.current!.focus({ preventScroll: true }), []);
  // The answer was lost, and the message itself has come.
  useEffect(() => {
    if (wish && chat.thread.messages().some(({ clientId }) => clientId === wish?.clientId)) done();
  });
  const done = (): void => {
    wish = null;
    chat.setAsksNumber(false);
  };
  const work = (on: boolean): void => setBusy((busy.current = on));
  const ask = async (phone: string): Promise<void> => {
    // At once, and not when it is drawn: a double click comes before.
    if (busy.current) return;
    work(true);
    setTrouble('');
    if (wish?.phone !== phone) wish = { phone, clientId: newId() };
    try {
      chat.sent(await chat.request<WidgetMessageView>('POST', '/v1/widget/callback', wish));
      done();
    } catch (error) {
      setTrouble(chat.troubleOf(error));
      field.current?.focus();
    }
    work(false);
  };
  return (
    <form
      id="call-back"
      aria-label={words.callBack}
      aria-busy={isBusy}
      data-back="#chat-call-back"
      onSubmit={(event) => {
        event.preventDefault();
        void ask(String(new FormData(event.currentTarget).get('phone')).trim());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || isComposing(event)) return;
        event.preventDefault();
        chat.setAsksNumber(false);
      }}
    >
      <label>
        {words.fields['phone']}
        <input
          ref={field}
          class="field"
          name="phone"
          type="tel"
          autocomplete="tel"
          required
          maxLength={40}
          placeholder="+49 30 1234567"
          aria-invalid={trouble !== ''}
          aria-describedby="call-back-trouble"
          onInput={() => setTrouble('')}
        />
      </label>
      <p id="call-back-trouble" class={trouble ? 'error' : 'unseen'} role="alert">
        {trouble}
      </p>
      <p>{words.callBackAsk}</p>
      <div class="row">
        <button type="button" class="plain" onClick={() => chat.setAsksNumber(false)}>
          {words.cancel}
        </button>
        <button type="submit" class="primary" aria-disabled={isBusy}>
          {words.callBackSend}
        </button>
      </div>
    </form>
  );
}
