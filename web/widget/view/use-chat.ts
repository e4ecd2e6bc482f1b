import { createContext } from 'preact';
import { useContext, useEffect, useReducer } from 'preact/hooks';
import type { Chat } from '../chat.js';

export const ChatContext = createContext<Chat>(null as unknown as Chat);

export const useChat = (): Chat => useContext(ChatContext);

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
