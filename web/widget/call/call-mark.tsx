import type { VNode } from 'preact';
import type { Call } from './call.js';

/** While the chat is closed and the microphone is on: the way out of the call. The way in is the launcher beside it. */
export function CallMark({ call }: { call: Call }): VNode {
  return (
    <button id="call-mark" type="button" onClick={() => void call.hangUp()}>
      {call.words.hangUp}
    </button>
  );
}
