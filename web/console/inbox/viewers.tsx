import { Eye, Pencil } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useOthersTyping, useViewers } from './collision.js';
import classes from './viewers.module.css';

/** Who else is here: two people must not answer one customer at once. */
export function Viewers({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation('inbox');
  const typing = useOthersTyping(conversationId);
  const looking = useViewers(conversationId)
    .map((one) => one.name)
    .filter((name) => !typing.includes(name));
  return (
    <span className={classes.marks} role="status" id="viewers">
      {typing.length > 0 && (
        <span className={classes.typing}>
          <Pencil size={12} aria-hidden /> {t('alsoTyping', { names: typing.join(', '), count: typing.length })}
        </span>
      )}
      {looking.length > 0 && (
        <span className={classes.looking}>
          <Eye size={12} aria-hidden /> {t('alsoLooking', { names: looking.join(', '), count: looking.length })}
        </span>
      )}
    </span>
  );
}
