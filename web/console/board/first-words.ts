import { useEffect } from 'react';
import { create } from 'zustand';
import type { MessageView } from '../../../src/contracts/views.js';
import { list } from '../live/api.js';

/** What each conversation began with, of those whose row was in sight: the list of conversations itself holds no words. */
export const useFirstWords = create<{ words: ReadonlyMap<string, string> }>(() => ({ words: new Map() }));

const AT_ONCE = 3;
const wanted = new Set<string>();
const known = new Set<string>();
let running = 0;

async function readNext(): Promise<void> {
  const id = wanted.values().next().value;
  if (id === undefined || running >= AT_ONCE) return;
  wanted.delete(id);
  running += 1;
  try {
    const messages = await list<MessageView>(`/v1/conversations/${id}/messages?limit=3`, 1);
    known.add(id);
    const text = messages.find((message) => message.direction === 'in' && message.text !== '')?.text ?? '';
    useFirstWords.setState(({ words }) => ({ words: new Map(words).set(id, text) }));
  } catch {
    // Asked for again with the next row of it that comes into sight.
  }
  running -= 1;
  void readNext();
}

/** Reads the words of a row while it is in sight; whoever scrolls past hundreds asks for none of them. */
export function useWanted(id: string): void {
  useEffect(() => {
    if (known.has(id)) return;
    wanted.add(id);
    void readNext();
    return () => void wanted.delete(id);
  }, [id]);
}
