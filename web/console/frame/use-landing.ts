import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { desk, isMine, isSupervisor, useDesk } from '../live/desk.js';

/** Nothing of their own to do here: they hold nothing, are offered nothing, and ask for no work. */
function isIdle(): boolean {
  const state = desk.getState();
  const holds = [...state.conversations.values()].some((one) => isMine(state, one));
  return !holds && state.offers.size === 0 && state.presence?.state !== 'available';
}

/** Supervisors who come in by the front door, without work of their own, are shown the board in place of an empty inbox. Once. */
export function useLanding(): void {
  const [path, go] = useLocation();
  const cameIn = useRef(path === '/');
  const isRead = useDesk((desk) => desk.position !== null);
  useEffect(() => {
    if (!isRead || !cameIn.current) return;
    cameIn.current = false;
    if (path === '/' && isSupervisor(desk.getState()) && isIdle()) go('/board', { replace: true });
  }, [isRead, path, go]);
}
