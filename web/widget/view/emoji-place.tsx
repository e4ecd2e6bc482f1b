import type { RefObject, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useChat } from './use-chat.js';

const signs = [...'😀😄😉😊😍😘🤗🤔😐😕😢😭😡😱😴🤒👍👎👋🙏👏💪🤝✌👌🙌🎉🎁💐🌹💔🔥⭐✅❌❓❗📦🚚💳'];
const COLUMNS = 8;

interface Props {
  button: RefObject<HTMLButtonElement | null>;
  choose(sign: string): void;
  close(): void;
}

/** A few signs people really use. Arrow keys walk, Escape closes. */
export function EmojiPlace({ button, choose, close }: Props): VNode {
  const { words } = useChat();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    place.current?.querySelector('button')?.focus();
    const elsewhere = (event: Event): void => {
      const path = event.composedPath();
      if (!path.includes(place.current!) && !path.includes(button.current!)) close();
    };
    addEventListener('pointerdown', elsewhere);
    return () => removeEventListener('pointerdown', elsewhere);
  }, []);
  const walk = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
      button.current?.focus();
      return;
    }
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
    const turned = /Left|Right/.test(event.key) && getComputedStyle(place.current!).direction === 'rtl' ? -1 : 1;
    const step = (steps[event.key] ?? 0) * turned;
    if (!step) return;
    event.preventDefault();
    const all = [...place.current!.querySelectorAll('button')];
    const at = all.indexOf((place.current!.getRootNode() as ShadowRoot).activeElement as HTMLButtonElement);
    all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
  };
  return (
    <div
      ref={place}
      class="emoji"
      role="group"
      aria-label={words.emoji}
      onKeyDown={walk}
      onFocusOut={({ relatedTarget: next }) => {
        if (next && next !== button.current && !place.current!.contains(next as Node)) close();
      }}
    >
      {signs.map((sign, index) => (
        <button key={sign} type="button" tabIndex={index === 0 ? 0 : -1} onClick={() => choose(sign)}>
          {sign}
        </button>
      ))}
    </div>
  );
}
