import { useCallback, useEffect, useRef, useState } from 'react';
import type { AlreadyKnownView, DraftCheckView } from '../../../src/contracts/context.js';
import { call } from '../live/api.js';
import { desk } from '../live/desk.js';
import { draftOf } from './drafts.js';

const QUIET_MS = 450;
/** Longer than this nobody waits for an answer before their message goes. */
const PATIENCE_MS = 500;
/** A text without any of these asks for nothing; it is sent without asking the server. */
const MAY_ASK =
  /[?？吗呢请哪谁]|多少|什么|提供|麻烦|告诉|告知|\b(?:what|which|who|whom|when|where|how|may|can|could|would|mind|need|please|pls|tell|send|give|share|provide|know|have)\b/i;

interface Known {
  known: readonly AlreadyKnownView[];
  /** Whether a reply may go as it is; where it asks for what is known, the warning is shown instead. */
  mayGo: (text: string) => Promise<boolean>;
  forget: () => void;
}

interface Checked {
  text: string;
  known: readonly AlreadyKnownView[];
}

const unchecked: Checked = { text: '', known: [] };

const mayAsk = (text: string): boolean => desk.getState().link === 'online' && MAY_ASK.test(text);

/** What the draft asks for although the customer told us: looked for as the writer pauses, and before it goes. */
export function useKnown(conversationId: string, text: string, isReply: boolean): Known {
  const [last, setLast] = useState<Checked>(unchecked);
  const latest = useRef(last);
  latest.current = last;

  const check = useCallback(
    async (asked: string): Promise<void> => {
      try {
        const path = `/v1/conversations/${conversationId}/draft-check`;
        const answer = await call<DraftCheckView>('POST', path, { text: asked.slice(0, 20_000) });
        // Whoever went on typing has asked something else.
        if (draftOf(conversationId).text.trim() !== asked.trim()) return;
        latest.current = { text: asked, known: answer.context.alreadyKnown };
        setLast(latest.current);
      } catch {
        // A warning that cannot be had keeps nobody from writing.
      }
    },
    [conversationId],
  );

  const forget = useCallback(() => {
    latest.current = unchecked;
    setLast(unchecked);
  }, []);

  useEffect(() => {
    if (!isReply || !mayAsk(text)) return forget();
    if (text === latest.current.text) return;
    const timer = setTimeout(() => void check(text), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text, isReply, check, forget]);

  const mayGo = useCallback(
    async (asked: string): Promise<boolean> => {
      if (!mayAsk(asked)) return true;
      if (latest.current.text !== asked) {
        const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
        await Promise.race([check(asked), late]);
      }
      return latest.current.text !== asked || latest.current.known.length === 0;
    },
    [check],
  );

  return { known: last.known, mayGo, forget };
}
