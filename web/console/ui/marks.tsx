import { useTranslation } from 'react-i18next';
import type { Channel, ConversationStatus } from '../../../src/contracts/words.js';
import classes from './marks.module.css';

/** The channel, always with its name: a colour alone says nothing to many. */
export function ChannelMark({ channel }: { channel: Channel | string }) {
  const { t } = useTranslation('ui');
  return (
    <span className={classes.channel} data-channel={channel}>
      {t(`channel.${channel}`, channel)}
    </span>
  );
}

export function StatusMark({ status }: { status: ConversationStatus }) {
  const { t } = useTranslation('ui');
  return (
    <span className={classes.status} data-status={status}>
      {t(`status.${status}`)}
    </span>
  );
}
