import { useEffect, useRef } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { desk } from '../live/desk.js';
import { goTo } from './show-source.js';

interface Going {
  after: (id: string) => string | null;
  focus: (id: string) => void;
}

let going: Going | null = null;

/** The list tells what comes after what, and takes the focus to a row of its own. */
export function useGoingOn(after: Going['after'], focus: Going['focus']): void {
  const latest = useRef({ after, focus });
  latest.current = { after, focus };
  useEffect(() => {
    const mine: Going = { after: (id) => latest.current.after(id), focus: (id) => latest.current.focus(id) };
    going = mine;
    return () => {
      if (going === mine) going = null;
    };
  }, []);
}

/**
 * Asked before something is done with a conversation that takes it off the desk: what it gives, called afterwards, goes on with the
 * next of the list, where it is still the one that is open.
 */
export function readyToGoOn(id: string): () => void {
  const next = going?.after(id) ?? null;
  return () => {
    if (desk.getState().openId !== id) return;
    if (next) goTo(next);
    else navigate('/console/');
    // Once the dialog is gone, and the row is drawn where it stands now.
    requestAnimationFrame(() => next && going?.focus(next));
  };
}
