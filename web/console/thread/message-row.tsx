import { UnstyledButton } from '@mantine/core';
import { Check, CheckCheck, Clock, Link2, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../../../src/contracts/views.js';
import { putIntoDraft } from '../composer/drafts.js';
import { say, sayError } from '../frame/say.js';
import { call } from '../live/api.js';
import { isSupervisor, useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { ChannelMark } from '../ui/marks.js';
import { clockTime, fullTime } from '../ui/time.js';
import { deliveryLine } from './delivery-line.js';
import { contentOf } from './content.js';
import { copyLink } from './copy-link.js';
import { MessageParts, Reactions } from './message-parts.js';
import classes from './message-row.module.css';

export interface MessageProps {
  message: MessageView;
  customerId: string;
  follows: boolean;
  changesChannel: boolean;
  isOther: boolean;
  showsDelivery: boolean;
  isCurrent: boolean;
}

/** One thing that was said, by whomever, wherever. */
export const Message = memo(function Message(props: MessageProps) {
  const { message, customerId, follows, changesChannel, isOther, showsDelivery, isCurrent } = props;
  const { t } = useTranslation('thread');
  const side = sideOf(message);
  return (
    <div className={classes.message} data-side={side} data-other={isOther || undefined} data-follows={follows || undefined}>
      {!follows && <Head message={message} showsChannel={changesChannel} />}
      <div className={classes.line}>
        <div className={classes.bubble}>
          <MessageParts message={message} customerId={customerId} />
        </div>
        {/* A plain button: a screenful of the library's own would be a third of what drawing the messages costs. */}
        <button
          type="button"
          className={classes.acts}
          tabIndex={isCurrent ? 0 : -1}
          aria-label={t('copyLink')}
          title={t('copyLink')}
          onClick={() => void copyLink(message)}
        >
          <Link2 size={14} aria-hidden />
        </button>
      </div>
      <Reactions message={message} />
      {showsDelivery && <Delivery message={message} />}
    </div>
  );
});

export function sideOf({ direction }: MessageView): 'in' | 'out' | 'note' {
  return direction === 'internal' ? 'note' : direction;
}

function Head({ message, showsChannel }: { message: MessageView; showsChannel: boolean }) {
  const { t } = useTranslation('thread');
  const { whisper, handover, echo } = contentOf(message);
  const isNote = message.direction === 'internal';
  return (
    <header className={classes.head}>
      <bdi className={classes.name}>
        <AuthorName message={message} />
      </bdi>
      {isNote && (
        <span className={classes.note} title={whisper ? t('whisperTitle') : undefined}>
          {whisper ? t('whisper') : handover ? t('handover') : t('note')}
        </span>
      )}
      {showsChannel && <ChannelMark channel={message.channel} />}
      {message.unproved && (
        <span className={classes.unproved} title={t('unprovedTitle')}>
          {t('unproved')}
        </span>
      )}
      {echo && <span className={classes.quiet}>{t('echo')}</span>}
      <time className={classes.quiet} dateTime={message.createdAt} title={fullTime(message.createdAt)}>
        {clockTime(message.createdAt)}
      </time>
    </header>
  );
}

function AuthorName({ message: { author, direction, customerId } }: { message: MessageView }) {
  const { t } = useTranslation('thread');
  const me = useDesk(({ me: mine }) => mine?.id);
  if (author.id && author.id === me) return t('you');
  return (
    author.name ?? (direction === 'in' ? customerName(null, customerId) : author.type === 'system' ? 'Throughline' : t('agent'))
  );
}

const icons = { pending: Clock, sent: Check, delivered: CheckCheck, read: CheckCheck, failed: TriangleAlert };

function Delivery({ message }: { message: MessageView }) {
  const { t } = useTranslation('thread');
  const supervises = useDesk(isSupervisor);
  const { state } = message.delivery;
  const isDelayed = state === 'pending' && message.delivery.reason !== undefined;
  const Icon = isDelayed ? TriangleAlert : icons[state];
  const again = async (): Promise<void> => {
    try {
      await call('POST', `/v1/outbound/${message.id}/retry`);
      say(t('sentAgain'));
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <p className={classes.delivery} data-delivery={state} data-delayed={isDelayed || undefined}>
      <Icon size={12} aria-hidden />
      <span className="user-text">{deliveryLine(message.delivery, t)}</span>
      {/* Sending again what a vendor has refused is a supervisor's; its writer can write it anew. */}
      {state === 'failed' && supervises && (
        <UnstyledButton className={classes.act} onClick={() => void again()}>
          {t('sendAgain')}
        </UnstyledButton>
      )}
      {state === 'failed' && message.text && (
        <UnstyledButton className={classes.act} onClick={() => putIntoDraft(message.conversationId, message.text)}>
          {t('edit')}
        </UnstyledButton>
      )}
    </p>
  );
}
