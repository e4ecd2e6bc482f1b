import type { VNode } from 'preact';
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { clockOf, statusLine } from '../sentences.js';
import type { Call } from './call.js';

interface Said {
  line: string;
  note?: string;
  clock?: boolean;
}

type Act = [text: string, act: () => void, tone?: string];

/** A call, as the customer sees it. */
export function CallView({ call }: { call: Call }): VNode {
  const { line, note, clock } = said(call);
  const place = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  // The button that was pressed may be gone: whoever works by keyboard goes on where they are.
  useEffect(() => {
    if (hadFocus.current && !place.current?.contains(activeIn(place.current))) place.current?.querySelector('button')?.focus();
  }, [call.phase, call.view?.state]);
  return (
    <div
      ref={place}
      id="call"
      data-back="#chat-call"
      role="group"
      aria-label={call.words.label}
      data-phase={call.phase}
      data-state={call.view?.state ?? ''}
      onFocusIn={() => (hadFocus.current = true)}
      onFocusOut={({ relatedTarget }) => (hadFocus.current = relatedTarget === null)}
    >
      <div class="call-words">
        <p class="call-line" role="status">
          {line}
        </p>
        {note && <p class="call-note">{note}</p>}
      </div>
      {clock && <Clock call={call} />}
      <div class="call-acts">
        {acts(call).map(([text, act, tone]) => (
          <button key={text} type="button" class={tone} onClick={act}>
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}

const activeIn = (place: HTMLElement): Element | null => (place.getRootNode() as ShadowRoot).activeElement;

function Clock({ call }: { call: Call }): VNode {
  const [, tick] = useReducer<number, void>((n) => n + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => tick(), 500);
    return () => clearInterval(timer);
  }, []);
  return (
    <span id="call-clock" class="call-clock">
      {clockOf(call.talkedMs())}
    </span>
  );
}

function said(call: Call): Said {
  const { words: t, phase, view, chat } = call;
  switch (phase) {
    case 'failed':
      return { line: call.note };
    case 'ended':
      return { line: t.ended, clock: call.hadAgent };
    case 'live':
    case 'calling':
      break;
    case null:
      return { line: '' };
    default:
      return { line: t[phase] };
  }
  if (!chat.connection.online && view) return { line: t.reconnecting, clock: call.hadAgent };
  if (!view || phase === 'calling') return { line: t.calling };
  if (view.state === 'talking' || view.state === 'held') {
    const note = view.state === 'held' ? t.held : call.isBroken ? t.reconnecting : call.otherMuted ? t.otherMuted : '';
    return { line: view.agent ? t.talkingTo(view.agent.name) : t.talking, note, clock: true };
  }
  if (view.state === 'ringing') return { line: t.ringing };
  const { conversation } = chat;
  const nobody = conversation?.notice.code === 'no_agent' ? t.nobody : '';
  const isInLine = conversation?.status === 'waiting' && !nobody;
  return { line: isInLine ? statusLine(chat.words, conversation) : t.inLine, note: call.hadAgent ? t.lost : nobody };
}

function acts(call: Call): Act[] {
  const { words: t } = call;
  const over = (): void => call.hide();
  switch (call.phase) {
    case 'asking':
      return [[t.cancel, over]];
    case 'refused':
      return [
        [t.again, () => void call.begin()],
        [t.back, over],
      ];
    case 'noMicrophone':
      return [[t.back, over]];
    case 'failed':
    case 'ended':
    case 'elsewhere':
      return [[t.close, over]];
    case 'running':
      return [[t.goOn, () => call.goOn()]];
    default:
      return [
        ...(call.view?.state === 'talking' ? [[call.muted ? t.unmute : t.mute, () => call.toggleMute()] satisfies Act] : []),
        [t.hangUp, () => void call.hangUp(), 'bad'],
      ];
  }
}
