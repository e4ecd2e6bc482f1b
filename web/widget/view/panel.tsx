import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { CallPlace } from './call-place.js';
import { Composer } from './composer.js';
import { Head } from './head.js';
import { Messages } from './messages.js';
import { Standing } from './standing.js';
import { isComposing, useChat } from './use-chat.js';
import { useExtras } from './use-extras.js';

/** The same width at which the styles let the chat fill the screen. */
const small = '(max-width: 480px)';

export function Panel(): VNode {
  const chat = useChat();
  const { words } = chat;
  const panel = useRef<HTMLElement>(null);
  const [isDropping, setDropping] = useState(false);
  const Rate = useExtras(chat.rating.state !== null)?.Rate;
  const PreChat = useExtras(chat.asksFirst !== null)?.PreChat;
  const isModal = matchMedia(small).matches;
  // Where it fills the screen the page behind it cannot be seen, so it is not tabbed to either.
  useEffect(() => (isModal ? keepFocus(panel.current!) : undefined), [isModal]);
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  return (
    <section
      ref={panel}
      id="chat"
      role="dialog"
      tabIndex={-1}
      aria-label={words.dialog(chat.name)}
      aria-modal={isModal}
      data-status={chat.conversation?.status ?? 'none'}
      class={isDropping ? 'dropping' : ''}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || isComposing(event)) return;
        event.stopPropagation();
        chat.toggle(false);
      }}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!panel.current?.contains(event.relatedTarget as Node | null)) setDropping(false);
      }}
      onDrop={(event) => {
        setDropping(false);
        if (!event.dataTransfer?.files.length) return;
        event.preventDefault();
        chat.addFiles([...event.dataTransfer.files]);
      }}
    >
      <Head />
      <CallPlace />
      <p id="chat-banner" role="status" class={chat.link.banner ? '' : 'unseen'}>
        {chat.link.banner}
      </p>
      <Standing />
      <Messages />
      {Rate && <Rate />}
      {PreChat && chat.asksFirst ? <PreChat fields={chat.asksFirst} /> : <Composer />}
      {isDropping && (
        <p class="drop-here" aria-hidden="true">
          {words.dropHere}
        </p>
      )}
    </section>
  );
}

/** Tab goes round inside. */
function keepFocus(panel: HTMLElement): () => void {
  const round = (event: KeyboardEvent): void => {
    if (event.key !== 'Tab') return;
    const able = [...panel.querySelectorAll<HTMLElement>('button, a[href], input, textarea, [tabindex="0"]')].filter(
      (one) => !one.matches(':disabled') && one.getClientRects().length > 0,
    );
    const at = (panel.getRootNode() as ShadowRoot).activeElement;
    const [first, last] = [able[0], able.at(-1)];
    if (at !== (event.shiftKey ? first : last) && !(event.shiftKey && at === panel)) return;
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  };
  panel.addEventListener('keydown', round);
  return () => panel.removeEventListener('keydown', round);
}
