import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Icon } from './icons.js';
import { useChat } from './use-chat.js';
import { useExtras } from './use-extras.js';

export function Emoji({ choose }: { choose: (sign: string) => void }): VNode {
  const { words } = useChat();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const Place = useExtras(isOpen, () => setOpen(false))?.EmojiPlace;
  const chosen = (sign: string): void => {
    setOpen(false);
    choose(sign);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="round"
        aria-label={words.emoji}
        title={words.emoji}
        aria-expanded={Boolean(Place)}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !isOpen) return;
          event.preventDefault();
          setOpen(false);
        }}
      >
        <Icon name="smile" />
      </button>
      {Place && <Place button={button} choose={chosen} close={() => setOpen(false)} />}
    </>
  );
}
