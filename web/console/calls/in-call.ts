import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useCallDesk } from './call-desk.js';
import { rings } from './call-standing.js';

/** The conversations whose customer is on the line with this agent. */
export function useInCall(): ReadonlySet<string> {
  const ids = useCallDesk(
    useShallow((state) => [...state.calls.values()].filter((view) => !rings(view)).map((view) => view.conversationId)),
  );
  return useMemo(() => new Set(ids), [ids]);
}
