import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../frame/shortcuts.js';
import { openConversation, useDesk } from '../live/desk.js';
import { readConversation } from '../live/snapshot.js';
import { customerName } from '../ui/customer-name.js';
import { Brief } from './brief.js';
import classes from './customer-panel.module.css';
import { Facts } from './facts.js';
import { fold } from './folded.js';
import { Head } from './head.js';
import { type Known, KnownCustomerContext } from './known.js';
import { OtherSystems } from './other-systems.js';
import { Past } from './past.js';
import { Privacy } from './privacy.js';
import { Promises } from './promises.js';
import { SamePerson } from './same-person.js';
import { Pages, Touchpoints } from './seen.js';
import { Who } from './who.js';

/** What an agent should know before the first word, of whoever's conversation is open. */
export function CustomerPanel() {
  const conversation = useDesk(openConversation);
  const context = useDesk((desk) => (desk.openId ? desk.contexts.get(desk.openId) : undefined));
  const id = conversation?.id;
  const refresh = useCallback(() => (id ? readConversation(id) : Promise.resolve()), [id]);
  if (!conversation) return null;
  if (!context)
    return (
      <div className={classes.panel} aria-busy="true">
        <header className={classes.waiting}>
          <h2 className="user-text">{customerName(conversation.customerName, conversation.customerId)}</h2>
        </header>
      </div>
    );
  // What was typed or opened for one customer must not stand beside another.
  return <KnownPanel key={conversation.id} known={{ ...context, conversation }} refresh={refresh} />;
}

/** The panel of anybody something is known of, also without a conversation. */
export function KnownPanel({ known, refresh: read }: { known: Known; refresh: () => Promise<void> }) {
  const { t } = useTranslation('customer');
  const place = useRef<HTMLDivElement>(null);
  const [nth, setNth] = useState(0);
  const [adding, setAdding] = useState<'fact' | 'promise' | 'identity' | 'same' | null>(null);
  const refresh = useCallback(async () => {
    await read();
    setNth((before) => before + 1);
  }, [read]);
  const customer = useMemo(() => ({ known, refresh, nth }), [known, refresh, nth]);
  const add = (what: 'fact' | 'promise' | 'identity' | 'same', section: string) => (): void => {
    fold(section, false);
    setAdding(what);
  };
  const group = t('shortcuts');
  useShortcuts([
    { keys: 'g c', name: t('goToPanel'), group, run: () => place.current?.querySelector<HTMLElement>('[data-heading]')?.focus() },
    { keys: '+ f', name: t('addFact'), group, run: add('fact', 'facts') },
    { keys: '+ p', name: t('addPromise'), group, run: add('promise', 'promises') },
    { keys: '+ i', name: t('addIdentity'), group, run: add('identity', 'who') },
    { keys: '+ j', name: t('mergeByHand'), group, run: add('same', 'same') },
  ]);
  const adds = (what: 'fact' | 'promise' | 'identity' | 'same') => ({
    adding: adding === what,
    setAdding: (wish: boolean): void => setAdding(wish ? what : null),
  });
  return (
    <KnownCustomerContext value={customer}>
      <div className={classes.panel} data-panel ref={place}>
        <Head />
        <Brief />
        <Facts {...adds('fact')} />
        <Promises {...adds('promise')} />
        <OtherSystems />
        <Past />
        <Who {...adds('identity')} />
        <SamePerson {...adds('same')} />
        <Pages />
        <Touchpoints />
        <Privacy />
      </div>
    </KnownCustomerContext>
  );
}
