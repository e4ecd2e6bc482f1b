import { Button, Textarea } from '@mantine/core';
import { Ear, LogOut, MessageCircleMore, UsersRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { ConversationView } from '../../../src/contracts/views.js';
import type { ListeningMode } from '../../../src/contracts/words.js';
import { useShortcuts } from '../frame/shortcuts.js';
import { isSupervisor, useDesk } from '../live/desk.js';
import { type Hearing, useHearings } from './hear-calls.js';
import { listenTo, whisper } from './listening-acts.js';
import classes from './listening.module.css';

/**
 * Beside a conversation: for a supervisor of others' work the ways to watch, whisper and join; for whoever holds it, who is
 * beside them. Nothing where neither is so.
 */
export function ListeningBar({ conversationId }: { conversationId: string }) {
  const one = useDesk((desk) => desk.conversations.get(conversationId));
  const myId = useDesk((desk) => desk.me?.id);
  const supervises = useDesk(isSupervisor);
  if (!one || one.status === 'closed') return null;
  if (one.assignee?.id === myId) return <Company one={one} />;
  return supervises ? <Ways one={one} /> : null;
}

/** Who is beside the agent and says so; whoever only watches is not told of. */
function Company({ one }: { one: ConversationView }) {
  const { t } = useTranslation('listening');
  if (one.joined.length === 0) return null;
  return (
    <section className={classes.bar} aria-label={t('besideMany')} role="status">
      {one.joined.map(({ id, name, mode }) => (
        <span key={id} className={classes.state} data-mode={mode}>
          <Ear size={13} aria-hidden /> {t(`beside.${mode}`, { name })}
        </span>
      ))}
    </section>
  );
}

const ways: readonly { mode: ListeningMode; name: string; keys: string; icon: React.ReactNode }[] = [
  { mode: 'monitor', name: 'watch', keys: 'shift+w', icon: <Ear size={13} /> },
  { mode: 'whisper', name: 'whisper', keys: 'shift+h', icon: <MessageCircleMore size={13} /> },
  { mode: 'barge', name: 'join', keys: 'shift+j', icon: <UsersRound size={13} /> },
];

function Ways({ one }: { one: ConversationView }) {
  const { t } = useTranslation('listening');
  const [path] = useLocation();
  const [isBusy, setBusy] = useState(false);
  // The customer reads it at once, and nothing takes that back: it is asked once.
  const [asks, setAsks] = useState(false);
  const mine = useDesk((desk) => desk.listening.find(({ conversationId }) => conversationId === one.id));
  const mode = mine?.mode ?? 'off';
  const hearing = useHearings(({ hearings }) => hearings.get(one.id));
  const name = one.assignee?.name ?? t('colleague');
  const place = useRef<HTMLElement>(null);
  const isToWrite = useRef(false);
  const write = (): void => {
    const field = place.current?.querySelector('textarea');
    if (!isToWrite.current || !field) return;
    isToWrite.current = false;
    field.focus();
  };
  // The field comes with the mode, which the server has to grant first.
  useEffect(write, [mode]);
  const set = async (to: ListeningMode | 'off'): Promise<void> => {
    isToWrite.current = to === 'whisper';
    if (to === mode) return write();
    setBusy(true);
    await listenTo(one.id, to);
    setBusy(false);
  };
  const choose = (to: ListeningMode): void => {
    if (to === 'barge' && mode !== 'barge') setAsks(true);
    else void set(to);
  };
  useShortcuts([
    ...ways.map((way) => ({ keys: way.keys, name: t(way.name), group: t('group'), run: () => choose(way.mode) })),
    ...(mode === 'off' ? [] : [{ keys: 'shift+l', name: t('leave'), group: t('group'), run: () => void set('off') }]),
  ]);
  return (
    <section ref={place} className={classes.bar} aria-label={t('group')} data-listening={mode}>
      <div className={classes.ways} role="group" aria-label={t('group')}>
        {ways.map((way) => (
          <Button
            key={way.mode}
            size="compact-xs"
            variant="default"
            className={classes.way}
            aria-pressed={mode === way.mode}
            leftSection={way.icon}
            disabled={isBusy}
            title={`${t(way.name)} (${way.keys.replace('shift+', '⇧').toUpperCase()})`}
            onClick={() => choose(way.mode)}
          >
            {t(way.name)}
          </Button>
        ))}
        {mode !== 'off' && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<LogOut size={13} />}
            disabled={isBusy}
            onClick={() => void set('off')}
          >
            {t('leave')}
          </Button>
        )}
      </div>
      {asks && <AskToJoin name={name} join={() => void set('barge')} cancel={() => setAsks(false)} />}
      {mode !== 'off' && (
        <p className={classes.state} role="status" data-mode={mode}>
          {hearing ? (
            <HearingLine hearing={hearing} name={name} />
          ) : (
            t(mode === 'barge' && !mine?.customerTold ? 'mode.barge.untold' : `mode.${mode}`, { name })
          )}
        </p>
      )}
      {mode === 'barge' && !hearing && (
        <p className={classes.state}>
          {path.startsWith('/c/') ? t('writeBelow') : <Link href={`/c/${one.id}`}>{t('writeThere')}</Link>}
        </p>
      )}
      {(mode === 'whisper' || mode === 'barge') && one.assignee && (
        <WhisperField key={one.id} conversationId={one.id} name={name} />
      )}
    </section>
  );
}

function AskToJoin({ name, join, cancel }: { name: string; join: () => void; cancel: () => void }) {
  const { t } = useTranslation('listening');
  return (
    <div
      className={classes.ask}
      role="alertdialog"
      aria-label={t('join')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        cancel();
      }}
    >
      <span>{t('joinMeans', { name })}</span>
      <Button autoFocus size="compact-xs" onClick={join}>
        {t('joinNow')}
      </Button>
      <Button size="compact-xs" variant="default" onClick={cancel}>
        {t('ui:cancel')}
      </Button>
    </div>
  );
}

function HearingLine({ hearing, name }: { hearing: Hearing; name: string }) {
  const { t } = useTranslation('listening');
  if (hearing.provider !== 'webrtc') return t('call.phone');
  if (hearing.blocked) return t(`blocked.${hearing.blocked}`);
  return hearing.state === 'hearing' ? t(`call.hearing.${hearing.mode}`, { name }) : t(`call.${hearing.state}`);
}

/** What was begun outlives the page; what was refused stays to be sent again. */
const drafts = {
  key: (id: string): string => `throughline.console.whisper.${id}`,
  read(id: string): string {
    try {
      return sessionStorage.getItem(drafts.key(id)) ?? '';
    } catch {
      return '';
    }
  },
  write(id: string, text: string): void {
    try {
      if (text) sessionStorage.setItem(drafts.key(id), text);
      else sessionStorage.removeItem(drafts.key(id));
    } catch {
      // It is on the screen as long as the page is.
    }
  },
};

function WhisperField({ conversationId, name }: { conversationId: string; name: string }) {
  const { t } = useTranslation('listening');
  const [text, setText] = useState(() => drafts.read(conversationId));
  const [isBusy, setBusy] = useState(false);
  const write = (next: string): void => {
    setText(next);
    drafts.write(conversationId, next);
  };
  const send = async (): Promise<void> => {
    if (!text.trim() || isBusy) return;
    setBusy(true);
    const isTaken = await whisper(conversationId, text.trim());
    setBusy(false);
    if (isTaken) write('');
  };
  return (
    <form
      className={classes.whisper}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        size="xs"
        autosize
        minRows={1}
        maxRows={5}
        maxLength={10_000}
        aria-label={t('whisperTo', { name })}
        placeholder={t('whisperHint', { name })}
        value={text}
        onChange={({ currentTarget }) => write(currentTarget.value)}
        onKeyDown={(event) => {
          // Out of the field, back to the keys of the page; what was begun stays in it.
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) {
            event.preventDefault();
            event.stopPropagation();
            return event.currentTarget.blur();
          }
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
      />
      <Button type="submit" size="xs" variant="default" loading={isBusy} disabled={!text.trim()}>
        {t('send')}
      </Button>
    </form>
  );
}
