import { Anchor, Button } from '@mantine/core';
import { MessageSquarePlus } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect } from 'wouter';
import { DeskDialogs } from '../inbox/desk-dialogs.js';
import { openDialog } from '../inbox/dialogs.js';
import { openConversation, useDesk } from '../live/desk.js';
import { errorLine, Refusal } from '../live/problem.js';
import { open } from '../live/selection.js';
import { Thread } from '../thread/thread.js';
import { customerName } from '../ui/customer-name.js';
import classes from './customer-page.module.css';
import { CustomerPanel, KnownPanel } from './customer-panel.js';
import { Quiet } from './section.js';
import { readStranger, type Stranger } from './stranger.js';

/** An address that was typed wrong names nobody, whether it has the form of an id or not. */
const isNobody = (reason: unknown): boolean => reason instanceof Refusal && [400, 404, 422].includes(reason.problem?.status ?? 0);

/** Somebody with no conversation in hand: what was said before and what is known, to read. */
export function CustomerPage({ id }: { id: string }) {
  const { t } = useTranslation('customer');
  const [found, setFound] = useState<Stranger | null>(null);
  const [error, setError] = useState<string | null>(null);
  const opened = useDesk((desk) => openConversation(desk)?.id);
  const read = useCallback(async () => {
    const stranger = await readStranger(id);
    setFound(stranger);
    setError(null);
    if (stranger.latest) await open(stranger.latest.id);
  }, [id]);
  useEffect(() => {
    read().catch((reason: unknown) => setError(isNobody(reason) ? t('noSuchCustomer') : errorLine(reason)));
    return () => void open(null);
  }, [read, t]);

  if (error && !found)
    return (
      <main className={classes.nothing} role="alert">
        <strong>{t('unknownCustomer')}</strong>
        <span>{error}</span>
        <Anchor component={Link} href="/">
          {t('backToInbox')}
        </Anchor>
      </main>
    );
  if (!found) return <main className={classes.nothing} aria-busy="true" />;
  const { customer, latest, known } = found;
  if (customer.mergedInto) return <Redirect to={`/customers/${customer.mergedInto}`} replace />;
  const isOpen = latest !== null && latest.status !== 'closed';
  return (
    <div className={classes.page}>
      <main className={classes.talk} aria-label={t('customerPage')}>
        <header className={classes.head}>
          <h1 className="user-text">{customerName(customer.name, customer.id)}</h1>
          {isOpen ? (
            <Button component={Link} href={`/c/${latest.id}`} size="xs">
              {t('openOne')}
            </Button>
          ) : (
            <Button
              size="xs"
              leftSection={<MessageSquarePlus size={14} />}
              onClick={() => openDialog({ name: 'start', customer: { id: customer.id, name: customer.name } })}
            >
              {t('startConversation')}
            </Button>
          )}
        </header>
        {!isOpen && <Quiet>{t(latest ? 'readOnly' : 'noThread')}</Quiet>}
        <div className={classes.thread}>{latest && opened === latest.id && <Thread />}</div>
      </main>
      <aside className={classes.panel} aria-label={t('aboutCustomer')}>
        {latest ? <CustomerPanel /> : known && <KnownPanel known={known} refresh={read} />}
      </aside>
      <DeskDialogs />
    </div>
  );
}
