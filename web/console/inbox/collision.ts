import { useShallow } from 'zustand/react/shallow';
import { create } from 'zustand';
import { desk, useDesk, withEntry } from '../live/desk.js';
import { listen } from '../live/socket.js';

interface Person {
  id: string;
  name: string;
}

const TYPING_MS = 8_000;
const nobody: readonly never[] = [];

/** Who else of us is beside a conversation: looking at it, or writing in it. */
const useCollision = create<{
  viewers: ReadonlyMap<string, readonly Person[]>;
  typing: ReadonlyMap<string, readonly string[]>;
}>(() => ({ viewers: new Map(), typing: new Map() }));

const timers = new Map<string, ReturnType<typeof setTimeout>>();

listen('conversation.viewers', ({ conversationId, agents }) => {
  const others = agents.filter((one) => one.id !== desk.getState().me?.id);
  useCollision.setState(({ viewers }) => ({
    viewers: withEntry(viewers, conversationId, others.length > 0 ? others : undefined),
  }));
});

listen('typing', ({ conversationId, by, name, on }) => {
  if (by !== 'agent' || !name) return;
  const key = `${conversationId} ${name}`;
  clearTimeout(timers.get(key));
  timers.delete(key);
  const set = (isOn: boolean): void =>
    useCollision.setState(({ typing }) => {
      const others = (typing.get(conversationId) ?? nobody).filter((one) => one !== name);
      const next = isOn ? [...others, name] : others;
      return { typing: withEntry(typing, conversationId, next.length > 0 ? next : undefined) };
    });
  set(on);
  // The "off" may be lost.
  if (on)
    timers.set(
      key,
      setTimeout(() => set(false), TYPING_MS),
    );
});

// What was heard before the connection broke may be over; whoever is still there is told anew.
desk.subscribe((now, before) => {
  if (now.link !== 'online' && before.link === 'online') useCollision.setState({ viewers: new Map(), typing: new Map() });
});

/** Colleagues who look at the same conversation; who merely listens is never among them. */
export function useViewers(conversationId: string | null): readonly Person[] {
  return useCollision((state) => (conversationId ? state.viewers.get(conversationId) : undefined) ?? nobody);
}

/** Names of colleagues who are writing in this conversation now: whoever sends meanwhile should be asked first. */
export function useOthersTyping(conversationId: string | null): readonly string[] {
  const mine = useDesk((state) => state.me?.name);
  return useCollision(
    useShallow((state) =>
      ((conversationId ? state.typing.get(conversationId) : undefined) ?? nobody).filter((name) => name !== mine),
    ),
  );
}
