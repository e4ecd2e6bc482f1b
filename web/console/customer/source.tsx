import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sayError, say } from '../frame/say.js';
import { showMessage } from '../thread/show-message.js';
import { words } from '../words.js';
import { ChannelMark } from '../ui/marks.js';
import { When } from '../ui/time.js';
import classes from './rows.module.css';

/** Brings the message something rests on into view. */
export async function jump(messageId: string): Promise<void> {
  try {
    if (!(await showMessage(messageId))) say(words.t('customer:notInThread'));
  } catch (error) {
    sayError(error);
  }
}

interface SourceProps {
  /** In words: "by Ana", "form". */
  by?: string | null;
  channel?: string | null;
  at: string | null;
  messageId?: string | null;
  /** The words around it. */
  snippet?: string | undefined;
  children?: ReactNode;
}

/** Where something comes from and when; where a message said it, a button that goes there. */
export function Source({ by, channel, at, messageId, snippet, children }: SourceProps) {
  const { t } = useTranslation('customer');
  const inside = (
    <>
      {channel && <ChannelMark channel={channel} />}
      {by && <span className="user-text">{by}</span>}
      <When at={at} />
    </>
  );
  return (
    <span className={classes.source}>
      {messageId ? (
        <button type="button" className={classes.jump} title={snippet ?? t('showSource')} onClick={() => void jump(messageId)}>
          <span className="visually-hidden">{t('showSource')}: </span>
          {inside}
        </button>
      ) : (
        inside
      )}
      {children}
    </span>
  );
}
