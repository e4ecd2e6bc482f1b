import { createContext } from 'preact';
import { useContext, useEffect, useReducer } from 'preact/hooks';
import type { Chat } from '../chat.js';

export const ChatContext = createContext<Chat>(null as unknown as Chat);

export const useChat = (): Chat => useContext(ChatContext);

/** The key belongs to the writing system, which is choosing a character; not every browser says so in the same way. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

/** Draws anew whenever the chat changes. */
export function useWatched(chat: Chat): void {
  const [, draw] = useReducer<number, void>((n) => n + 1, 0);
  useEffect(() => {
    const end = chat.watch(() => draw());
    // What changed between the first drawing and now.
    draw();
    return () => void end();
  }, [chat]);
}
