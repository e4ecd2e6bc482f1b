import { useEffect } from 'react';
import { create } from 'zustand';
import type { AgentView } from '../../../src/contracts/views.js';
import { list } from '../live/api.js';

/** Colleagues by id: a note holds only the ids of whom it names. */
const useColleagues = create<{ names: ReadonlyMap<string, string> }>(() => ({ names: new Map() }));
let isRead = false;

async function readColleagues(): Promise<void> {
  if (isRead) return;
  isRead = true;
  try {
    const agents = await list<AgentView>('/v1/agents?limit=100');
    useColleagues.setState({ names: new Map(agents.map(({ id, name }) => [id, name])) });
  } catch {
    // Asked again with the next note; the text itself stands there without it.
    isRead = false;
  }
}

/** The names of whom a note names; of those who are not known yet nothing. */
export function useNamesOf(ids: readonly string[] | undefined): readonly string[] {
  const names = useColleagues((colleagues) => colleagues.names);
  const isLacking = ids?.some((id) => !names.has(id)) ?? false;
  useEffect(() => {
    if (isLacking) void readColleagues();
  }, [isLacking]);
  return ids?.flatMap((id) => names.get(id) ?? []) ?? [];
}
