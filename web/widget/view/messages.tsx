import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { WidgetMessageView } from '../../../src/contracts/views.js';
import type { Pending } from '../outbox.js';
import { dayOf } from '../sentences.js';
import { Icon } from './icons.js';
import { MessageRow } from './message-row.js';
import { useChat } from './use-chat.js';

/** As near to the end as this counts as there: the list follows what comes. */
const NEAR = 60;

export function Messages(): VNode {
  const chat = useChat();
  const { words, thread, outbox, typist } = chat;
  const scroller = useRef<HTMLDivElement>(null);
  const before = useRef({ atEnd: true, first: '', height: 0, pending: 0 });
  const [isAway, setAway] = useState(false);
  const messages = thread.messages();
  const first = messages[0]?.id ?? '';
  useLayoutEffect(() => {
    const list = scroller.current!;
    const { current: was } = before;
    if (was.atEnd || outbox.pending.length > was.pending) toEnd(list);
    // Earlier ones came above: what was looked at stays where it was.
    else if (was.first && was.first !== first) list.scrollTop += list.scrollHeight - was.height;
    before.current = { ...was, first, height: list.scrollHeight, pending: outbox.pending.length };
  });
  // What comes above or below takes of its height: the end stays in sight.
  useEffect(() => {
    const list = scroller.current!;
    const observer = new ResizeObserver(() => before.current.atEnd && toEnd(list));
    observer.observe(list);
    return () => observer.disconnect();
  }, []);
  const look = (): void => {
    const list = scroller.current!;
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    before.current.atEnd = atEnd;
    setAway(!atEnd);
  };
  const lastOwn = messages.findLast(({ direction, kind }) => direction === 'in' && kind === 'text');
  const isEmpty = messages.length + outbox.pending.length === 0;
  return (
    <div class="talk">
      <div id="chat-messages" ref={scroller} role="log" aria-label={words.messages} tabIndex={0} onScroll={look}>
        {chat.earlier.isThere && (
          <button type="button" class="plain earlier" onClick={() => void chat.loadEarlier()}>
            {words.earlier}
          </button>
        )}
        {isEmpty && (
          <p id="chat-empty" dir="auto">
            {chat.firstWord.text ?? words.hello}
          </p>
        )}
        <ol>
          {/* In one list, and under the same key: what is on its way becomes what is there. */}
          {[
            ...messages.map((message, index) => (
              <Row
                key={message.clientId ?? message.id}
                message={message}
                before={messages[index - 1]}
                isLastOwn={message === lastOwn}
              />
            )),
            ...outbox.pending.map((one) => <Row key={one.clientId} message={null} pending={one} />),
          ]}
        </ol>
      </div>
      <p id="chat-typing" aria-live="polite">
        {typist.who ? words.typing(typist.who.name) : ''}
      </p>
      {isAway && (
        <button type="button" class="newest" onClick={() => toEnd(scroller.current!)}>
          <Icon name="down" size={16} /> {words.newest}
        </button>
      )}
    </div>
  );
}

interface RowProps {
  message: WidgetMessageView | null;
  pending?: Pending;
  before?: WidgetMessageView | undefined;
  isLastOwn?: boolean;
}

/** The day above the first message of it, and the message. */
function Row({ message, pending, before, isLastOwn = false }: RowProps): VNode {
  const chat = useChat();
  const now = chat.connection.now();
  const day = message && dayOf(chat.words, message.createdAt, now);
  return (
    <>
      {day && (!before || dayOf(chat.words, before.createdAt, now) !== day) && <li class="day">{day}</li>}
      <MessageRow message={message} pending={pending} follows={follows(message, before)} isLastOwn={isLastOwn} />
    </>
  );
}

const follows = (message: WidgetMessageView | null, before: WidgetMessageView | undefined): boolean =>
  before?.kind === 'text' && before.direction === message?.direction && before.author.name === message.author.name;

function toEnd(list: HTMLElement): void {
  list.scrollTop = list.scrollHeight;
}
