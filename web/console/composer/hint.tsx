import { useTranslation } from 'react-i18next';
import type { ConversationChannelView, ConversationView } from '../../../src/contracts/views.js';
import { useDesk } from '../live/desk.js';
import { duration, useSecond } from '../ui/time.js';
import { lengthOn } from './channel-rules.js';
import classes from './composer.module.css';
import type { Draft } from './drafts.js';
import { isOpenNow } from './reply-channels.js';

interface Props {
  conversation: ConversationView;
  draft: Draft;
  channel: ConversationChannelView | undefined;
  usual: string;
}

/** A reply window that ends within this time is worth knowing of. */
const SOON_MS = 4 * 3_600_000;

/** One line about the draft, the most pressing: its length, who will not see it, who has the conversation, the reply window. */
export function Hint({ conversation, draft, channel, usual }: Props) {
  const { t } = useTranslation('composer');
  const me = useDesk((desk) => desk.me?.id);
  const { status, assignee } = conversation;
  if (draft.kind === 'note') return <span className={classes.hint}>{t('notesAreInternal')}</span>;
  if (status === 'closed') return <span className={classes.hint}>{t('isClosed')}</span>;
  if (channel) {
    const name = t(`ui:channel.${channel.channel}`, channel.channel);
    const length = lengthOn(channel, draft.text);
    const number = (n: number): string => n.toLocaleString();
    if (length.is === 'tooLong')
      return (
        <span className={classes.hint} data-tone="bad" role="status">
          {t('tooLongBy', { name, most: length.most, length: length.length })}
        </span>
      );
    if (length.is === 'several')
      return (
        <span className={classes.hint} data-tone="warn" role="status">
          {t('severalMessages', { count: length.parts, name, most: length.most })}
        </span>
      );
    if (length.is === 'counted')
      return (
        <span className={classes.hint}>
          {number(length.length)} / {number(length.most)}
        </span>
      );
  }
  if (!assignee) return <span className={classes.hint}>{t('nobodyHasIt')}</span>;
  if (assignee.id !== me)
    return (
      <span className={classes.hint}>
        <bdi>{t('hasIt', { name: assignee.name })}</bdi>
      </span>
    );
  if (draft.channel !== null && draft.channel !== usual)
    return <span className={classes.hint}>{t('lastWroteBy', { name: t(`ui:channel.${usual}`, usual) })}</span>;
  return channel?.closesAt && isOpenNow(channel) ? <WindowEnds channel={channel.channel} at={channel.closesAt} /> : null;
}

function WindowEnds({ channel, at }: { channel: string; at: string }) {
  const { t } = useTranslation('composer');
  const left = Date.parse(at) - useSecond();
  if (left <= 0 || left > SOON_MS) return null;
  return (
    <span className={classes.hint} data-tone="warn">
      {t('windowEnds', { name: t(`ui:channel.${channel}`, channel), left: duration(left) })}
    </span>
  );
}
