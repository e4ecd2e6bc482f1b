import { Button } from '@mantine/core';
import { ArrowRightLeft, Circle, Mic, MicOff, Pause, Phone, PhoneOff, Play } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { CallView } from '../../../src/contracts/calls.js';
import { useShortcuts } from '../frame/shortcuts.js';
import { useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { useSecond } from '../ui/time.js';
import { leaveTo, record, steer } from './call-acts.js';
import { useCallDesk } from './call-desk.js';
import { actsOf, type CallAct, clockOf, type Standing, standingOf, talkedMs, talks } from './call-standing.js';
import classes from './calls.module.css';
import { DevicesMenu } from './devices-menu.js';
import { HandOn } from './hand-on.js';
import { Levels } from './levels.js';
import { playNow, takeUp, toggleMute } from './talk.js';

interface Act {
  name: string;
  icon: ReactNode;
  run: () => void;
  keys?: string;
  tone?: 'yes' | 'no' | 'pressed' | undefined;
}

/** A call that was answered: with whom, how long, how it stands, and what can be done about it. Under every page, over none. */
export function CallBar({ view, hasKeys }: { view: CallView; hasKeys: boolean }) {
  const { t } = useTranslation('calls');
  const [isHandingOn, setHandingOn] = useState(false);
  const { line, blocked, standing } = useStanding(view);
  const consulting = useCallDesk((state) => state.consulting.get(view.id));
  const name = customerName(view.customerName, view.customerId);
  const acts = useActs(view, standing, () => setHandingOn(true));
  useShortcuts(
    hasKeys
      ? acts.flatMap(({ keys, name: text, run }) => (keys ? [{ keys, name: text, group: t('group'), run, inFields: true }] : []))
      : [],
  );
  return (
    <article className={classes.bar} aria-label={t('talkingTo', { name })}>
      <div className={classes.who}>
        <Phone size={15} aria-hidden />
        <Link href={`/c/${view.conversationId}`} className={`${classes.name} user-text`} title={name}>
          {name}
        </Link>
        {talks(view) && <Clock view={view} />}
      </div>
      <State view={view} standing={standing} />
      <div className={classes.acts}>
        {consulting && (
          <Button size="xs" className={classes.yes} onClick={() => void leaveTo(view, '')}>
            {t('leaveTo', { name: consulting })}
          </Button>
        )}
        {acts.map(({ name: text, icon, run, tone, keys }) => (
          <Button
            key={text}
            size="xs"
            variant="default"
            className={tone && classes[tone]}
            leftSection={icon}
            onClick={run}
            title={keys ? `${text} (${keys.replace('shift+', '⇧')})` : text}
          >
            {text}
          </Button>
        ))}
        {line?.isSilent && (
          <Button size="xs" className={classes.yes} onClick={playNow}>
            {t('hear')}
          </Button>
        )}
        {line && <DevicesMenu />}
      </div>
      {line && <Levels />}
      {blocked && (
        <p className={classes.blocked} role="alert">
          {t(`blocked.${blocked}`)}
        </p>
      )}
      {isHandingOn && <HandOn view={view} name={name} onClose={() => setHandingOn(false)} />}
    </article>
  );
}

function useStanding(view: CallView) {
  const line = useCallDesk((state) => (state.line?.callId === view.id ? state.line : null));
  const blocked = useCallDesk((state) => state.blocked.get(view.conversationId));
  const link = useDesk((state) => state.link);
  const isBroken = line?.state === 'broken' || (link === 'offline' && line?.state !== 'connected');
  const standing = standingOf(view, { isLine: line !== null, isBlocked: blocked !== undefined, isBroken });
  return { line, blocked, standing };
}

function useActs(view: CallView, standing: Standing, openHandOn: () => void): Act[] {
  const { t } = useTranslation('calls');
  const [, go] = useLocation();
  const isMuted = useCallDesk((state) => state.line?.isMuted ?? false);
  const isBlocked = standing === 'blocked';
  const isAsking = useCallDesk((state) => state.consulting.has(view.id));
  const isPaused = view.recording === 'paused';
  const recordAs = view.recording === 'on' ? 'pause' : isPaused ? 'resume' : 'start';
  const all: Record<CallAct, Act> = {
    goOn: {
      name: isBlocked ? t('again') : t('goOn'),
      icon: <Phone size={14} />,
      tone: 'yes',
      keys: 'F2',
      run: () => void takeUp(view, (id) => go(`/c/${id}`)),
    },
    handBack: { name: t('handBack'), icon: <PhoneOff size={14} />, keys: 'shift+F2', run: () => void steer(view, 'decline') },
    mute: {
      name: isMuted ? t('unmute') : t('mute'),
      icon: isMuted ? <MicOff size={14} /> : <Mic size={14} />,
      tone: isMuted ? 'pressed' : undefined,
      keys: 'F8',
      run: toggleMute,
    },
    hold: { name: t('hold'), icon: <Pause size={14} />, keys: 'F9', run: () => void steer(view, 'hold') },
    resume: {
      name: isAsking ? t('takeBack') : t('resume'),
      icon: <Play size={14} />,
      tone: isAsking ? undefined : 'pressed',
      keys: 'F9',
      run: () => void steer(view, 'resume'),
    },
    handOn: { name: t('handOn'), icon: <ArrowRightLeft size={14} />, keys: 'shift+F9', run: openHandOn },
    record: {
      name: t(recordAs === 'pause' ? 'recordPause' : recordAs === 'resume' ? 'recordResume' : 'record'),
      icon: <Circle size={12} fill={recordAs === 'pause' ? 'currentColor' : 'none'} />,
      tone: isPaused ? 'pressed' : undefined,
      run: () => void record(view, recordAs),
    },
    hangup: {
      name: t('hangup'),
      icon: <PhoneOff size={14} />,
      tone: 'no',
      keys: 'shift+F2',
      run: () => void steer(view, 'hangup'),
    },
  };
  const shown = actsOf(view, standing).map((act) => all[act]);
  return isAsking ? shown.filter((act) => act !== all.handOn) : shown;
}

const tones: Partial<Record<Standing, string>> = {
  talking: 'good',
  byPhone: 'good',
  held: 'warn',
  phoneHeld: 'warn',
  reconnecting: 'bad',
  phoneRings: 'warn',
};

/** The state of the connection, in words; read out when it changes. */
function State({ view, standing }: { view: CallView; standing: Standing }) {
  const { t } = useTranslation('calls');
  const line = useCallDesk((state) => (state.line?.callId === view.id ? state.line : null));
  const consulting = useCallDesk((state) => state.consulting.get(view.id));
  const more: string[] = [];
  if (line?.isOtherMuted && standing === 'talking') more.push(t('otherMuted'));
  if (line?.isPoor && standing === 'talking') more.push(t('poor'));
  if (line?.isSilent) more.push(t('silent'));
  if (view.recording === 'on') more.push(t('recording'));
  if (view.recording === 'paused') more.push(t('recordingPaused'));
  const word = {
    ...{ rings: '', blocked: '', connecting: t('connecting'), reconnecting: t('reconnecting'), talking: t('connected') },
    ...{ held: t('held'), elsewhere: t('elsewhere'), byPhone: t('byPhone') },
    phoneHeld: consulting ? t('consulting', { name: consulting }) : t('phoneHeld'),
    phoneRings: view.direction === 'out' ? t('phoneRingsOut') : t('phoneRings'),
  }[standing];
  return (
    <span className={classes.state} role="status" data-tone={line?.isPoor ? 'warn' : tones[standing]}>
      {[word, ...more].filter(Boolean).join(' · ')}
    </span>
  );
}

function Clock({ view }: { view: CallView }) {
  const now = useSecond();
  return (
    <span className={classes.clock} role="timer" aria-live="off">
      {clockOf(talkedMs(view, now))}
    </span>
  );
}
