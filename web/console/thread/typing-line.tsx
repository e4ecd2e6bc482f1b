import { useTranslation } from 'react-i18next';
import { useDesk } from '../live/desk.js';
import classes from './thread.module.css';

/** Who is writing at this moment. Its room is always kept: nothing jumps. */
export function TypingLine({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation('thread');
  const typing = useDesk((desk) => desk.typing.get(conversationId));
  const said = !typing
    ? ''
    : typing.by === 'agent'
      ? t('agentTyping', { name: typing.name ?? t('agent') })
      : typing.name
        ? t('isTyping', { name: typing.name })
        : t('someoneTyping');
  return (
    <p className={classes.typing} aria-live="polite" data-typing={typing ? typing.by : undefined}>
      <bdi>{said}</bdi>
    </p>
  );
}
