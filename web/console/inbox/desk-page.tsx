import { Anchor } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Composer } from '../composer/composer.js';
import { CustomerPanel } from '../customer/customer-panel.js';
import { openConversation, useDesk } from '../live/desk.js';
import { ListeningBar } from '../listening/listening-bar.js';
import { errorLine } from '../live/problem.js';
import { open } from '../live/selection.js';
import { Thread } from '../thread/thread.js';
import { ConversationHead } from './conversation-head.js';
import { ConversationList } from './conversation-list.js';
import { DeskDialogs } from './desk-dialogs.js';
import classes from './desk-page.module.css';
import { Offers } from './offers.js';
import { usePanel } from './panel.js';

/** The agent's desk: what is theirs, the thread in the middle, who the customer is. The address says what is open. */
export function Desk({ openId }: { openId: string | null }) {
  const { t } = useTranslation('inbox');
  // The head of a conversation is the page's heading.
  const hasHead = useDesk((desk) => openId !== null && openConversation(desk)?.id === openId);
  const isPanelOpen = usePanel((panel) => panel.isOpen);
  return (
    <div className={classes.desk} data-open={openId ? 'yes' : 'no'} data-panel={isPanelOpen ? 'open' : 'closed'}>
      <Offers className={classes.offers} />
      <ConversationList className={classes.list} />
      <main className={classes.talk} aria-label={t('conversation')}>
        {!hasHead && <h1 className="visually-hidden">{t('myConversations')}</h1>}
        <Middle openId={openId} />
      </main>
      {openId && (
        <aside key={openId} className={classes.panel} aria-label={t('aboutCustomer')} id="side">
          <CustomerPanel />
        </aside>
      )}
      <DeskDialogs />
    </div>
  );
}

function Middle({ openId }: { openId: string | null }) {
  const { t } = useTranslation('inbox');
  const [failed, setFailed] = useState('');
  // Not the conversation itself: it changes with every message, and the parts below hear of what they show.
  const shownId = useDesk((desk) => openConversation(desk)?.id);
  useEffect(() => {
    setFailed('');
    open(openId).catch((error: unknown) => setFailed(errorLine(error)));
  }, [openId]);
  // Another page is shown: nobody looks at it any more.
  useEffect(() => () => void open(null), []);

  if (!openId)
    return (
      <div className={classes.nothing}>
        <strong>{t('nothingOpen')}</strong>
        <span>{t('chooseOne')}</span>
      </div>
    );
  if (failed && !shownId)
    return (
      <div className={classes.nothing} role="alert">
        <strong>{t('cannotOpen')}</strong>
        <span className="user-text">{failed}</span>
        <Anchor component={Link} href="/" size="sm">
          {t('backToList')}
        </Anchor>
      </div>
    );
  if (shownId !== openId) return <div className={classes.nothing}>{t('opening')}</div>;
  return (
    // Another conversation is another screen: nothing of the last one's fields may stay in it.
    <>
      <ConversationHead key={openId} />
      <ListeningBar conversationId={openId} />
      <Thread />
      <Composer />
    </>
  );
}
