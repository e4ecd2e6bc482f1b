import { Button, Menu, Tooltip } from '@mantine/core';
import {
  AlarmClock,
  AlarmClockOff,
  ArrowLeft,
  CheckCircle2,
  CircleHelp,
  Ellipsis,
  Forward,
  Hand,
  PanelRight,
  RotateCcw,
  SignalHigh,
  Split,
  Tag,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ConversationView } from '../../../src/contracts/views.js';
import { useShortcuts } from '../frame/shortcuts.js';
import { isSupervisor, openConversation, useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { DeadlineMark } from '../ui/deadline-mark.js';
import { ChannelMark, StatusMark } from '../ui/marks.js';
import { shortTime } from '../ui/time.js';
import { claim, reopen, wake } from './acts.js';
import classes from './conversation-head.module.css';
import { type OpenDialog, openDialog } from './dialogs.js';
import { mayAct } from './may-act.js';
import { togglePanel } from './panel.js';
import { SubjectAndTags } from './subject-and-tags.js';
import { Viewers } from './viewers.js';

/** Whose conversation it is, how it stands, and everything one may do with it. */
export function ConversationHead() {
  const one = useDesk(openConversation);
  return one && <Head one={one} />;
}

interface Act {
  key: string;
  name: string;
  icon: React.ReactNode;
  run: () => void;
  /** Beside the name, not in the menu. */
  isFirst?: boolean;
}

function useActs(one: ConversationView): Act[] {
  const { t } = useTranslation('inbox');
  const me = useDesk((desk) => desk.me);
  const supervises = useDesk(isSupervisor);
  const may = mayAct(one, me, supervises);
  const dialog = (name: Exclude<OpenDialog['name'], 'start' | 'undelivered'>) => () => openDialog({ name, conversation: one });
  const acts: (Act | false)[] = [
    may.claim && { key: 'c', name: t('claim'), icon: <Hand size={14} />, run: () => void claim(one), isFirst: true },
    may.wake && { key: 'c', name: t('wake'), icon: <AlarmClockOff size={14} />, run: () => void wake(one), isFirst: true },
    may.handle && {
      key: 't',
      name: may.isMine ? t('transfer') : t('move'),
      icon: <Forward size={14} />,
      run: dialog('transfer'),
      isFirst: true,
    },
    may.snooze && { key: 'z', name: t('snooze'), icon: <AlarmClock size={14} />, run: dialog('snooze'), isFirst: true },
    may.handle && { key: 'e', name: t('close'), icon: <CheckCircle2 size={14} />, run: dialog('close'), isFirst: true },
    may.reopen && { key: 'e', name: t('reopen'), icon: <RotateCcw size={14} />, run: () => void reopen(one), isFirst: true },
    { key: 'w', name: may.isMine ? t('whyMe') : t('why'), icon: <CircleHelp size={14} />, run: dialog('why') },
    { key: 's', name: t('subjectAndTags'), icon: <Tag size={14} />, run: dialog('subject') },
    may.handle && { key: 'p', name: t('priority'), icon: <SignalHigh size={14} />, run: dialog('priority') },
    may.split && { key: 'x', name: t('split'), icon: <Split size={14} />, run: dialog('split') },
  ];
  return acts.filter((act) => act !== false);
}

function Head({ one }: { one: ConversationView }) {
  const { t } = useTranslation('inbox');
  const acts = useActs(one);
  useShortcuts([
    ...acts.map(({ key, name, run }) => ({ keys: key, name, run, group: t('conversation') })),
    { keys: 'i', name: t('aboutCustomer'), group: t('conversation'), run: togglePanel },
  ]);
  return (
    <header className={classes.head} id="talk-head">
      <div className={classes.line}>
        <Button
          component={Link}
          href="/"
          className={classes.back}
          variant="subtle"
          size="compact-sm"
          color="gray"
          aria-label={t('backToList')}
        >
          <ArrowLeft size={16} aria-hidden />
        </Button>
        <h1 className={`${classes.name} user-text`} title={customerName(one.customerName, one.customerId)}>
          {customerName(one.customerName, one.customerId)}
        </h1>
        <span className={classes.fixed}>
          <StatusMark status={one.status} /> <DeadlineMark of={one} />
        </span>
        <Viewers conversationId={one.id} />
        <div className={classes.acts}>
          {acts
            .filter((act) => act.isFirst)
            .map((act) => (
              <ActButton key={act.key} act={act} />
            ))}
          <MoreActs acts={acts.filter((act) => !act.isFirst)} />
          <Button
            className={classes.panel}
            variant="subtle"
            size="compact-sm"
            color="gray"
            aria-label={t('aboutCustomer')}
            onClick={togglePanel}
          >
            <PanelRight size={16} aria-hidden />
          </Button>
        </div>
      </div>
      <div className={classes.more}>
        <ChannelMark channel={one.channel} />
        <Whereabouts one={one} />
        <SubjectAndTags one={one} />
      </div>
    </header>
  );
}

function ActButton({ act: { key, name, icon, run } }: { act: Act }) {
  return (
    <Tooltip label={`${name} · ${key}`}>
      <Button className={classes.act} size="compact-sm" variant="default" onClick={run} aria-label={name}>
        {icon}
        <span className={classes.label}>{name}</span>
      </Button>
    </Tooltip>
  );
}

function MoreActs({ acts }: { acts: readonly Act[] }) {
  const { t } = useTranslation('inbox');
  return (
    <Menu position="bottom-end" withinPortal={false} returnFocus>
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" color="gray" aria-label={t('moreActs')}>
          <Ellipsis size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {acts.map(({ key, name, icon, run }) => (
          <Menu.Item
            key={key}
            leftSection={icon}
            rightSection={
              <kbd className={classes.key} aria-hidden>
                {key}
              </kbd>
            }
            aria-keyshortcuts={key}
            onClick={run}
            aria-label={name}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Queue, owner, and what is peculiar about the way it stands. */
function Whereabouts({ one }: { one: ConversationView }) {
  const { t } = useTranslation('inbox');
  const queue = useDesk((desk) => desk.queues.find((each) => each.id === one.queueId)?.name);
  const meId = useDesk((desk) => desk.me?.id);
  const parts = [
    queue,
    one.assignee && (one.assignee.id === meId ? t('withYou') : t('with', { name: one.assignee.name })),
    one.handedOver && t('handedOverBy', { name: one.handedOver.by.name }),
    one.coverFor && t('coverFor', { name: one.coverFor.name }),
    one.status === 'snoozed' && one.snoozedUntil ? t('until', { at: shortTime(one.snoozedUntil) }) : null,
    one.status === 'closed' && one.outcome ? t(`outcome.${one.outcome}`, one.outcome) : null,
    one.priority === 0 ? null : t('priorityIs', { priority: one.priority }),
    one.customerHere === false && one.channel === 'webchat' ? t('customerLeft') : null,
  ].filter(Boolean);
  return <span className={`${classes.whereabouts} user-text`}>{parts.join(' · ')}</span>;
}
