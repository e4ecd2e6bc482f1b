import { ActionIcon, Button, TextInput } from '@mantine/core';
import { Pencil } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sayError, say } from '../frame/say.js';
import { customerName } from '../ui/customer-name.js';
import { localeOf, useSecond } from '../ui/time.js';
import { words } from '../words.js';
import { changeCustomer } from './change-customer.js';
import { cityOf, inZone, isZone } from './due.js';
import { type KnownCustomer, useAct, useKnown } from './known.js';
import rows from './rows.module.css';
import { Refused } from './section.js';
import classes from './who.module.css';

/** Their name, and at a glance whether they have proved who they are, what time it is there, and whether they are blocked. */
export function Head() {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const [isEditing, setEditing] = useState(false);
  const { customer, identities } = known;
  const level = identities.some((one) => one.level === 'verified')
    ? 'verified'
    : identities.some((one) => one.level === 'claimed')
      ? 'claimed'
      : 'anonymous';
  return (
    <header className={classes.head}>
      {isEditing ? (
        <NameForm onDone={() => setEditing(false)} />
      ) : (
        <div className={classes.name}>
          <h2 className="user-text">{customerName(customer.name, customer.id)}</h2>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={24}
            aria-label={t('editName')}
            title={t('editName')}
            onClick={() => setEditing(true)}
          >
            <Pencil size={13} />
          </ActionIcon>
        </div>
      )}
      <p className={rows.source}>
        <span className={rows.level} data-tone={level === 'verified' ? 'good' : undefined}>
          {t(`level.${level}`)}
        </span>
        {customer.blocked && (
          <span className={rows.level} data-tone="bad">
            {t('blocked')}
          </span>
        )}
        {customer.tier && <span className="user-text">{customer.tier}</span>}
        {customer.locale && <span>{customer.locale}</span>}
        {isZone(customer.timeZone) && <TimeThere zone={customer.timeZone} />}
      </p>
    </header>
  );
}

function TimeThere({ zone }: { zone: string }) {
  const { t } = useTranslation('customer');
  const now = useSecond();
  return (
    <span title={zone}>
      {t('timeThere', { time: inZone(new Date(now).toISOString(), zone, localeOf()), city: cityOf(zone) })}
    </span>
  );
}

function renamed({ known, refresh }: KnownCustomer): void {
  const { id, name: before } = known.customer;
  say(words.t('customer:renamed'), 'good', () => void changeCustomer(id, { name: before }).then(refresh, sayError));
}

function NameForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('customer');
  const customer = useKnown();
  const { act, isBusy, error } = useAct();
  const [name, setName] = useState(customer.known.customer.name ?? '');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const wish = name.trim() || null;
    if (wish === customer.known.customer.name) return onDone();
    if (!(await act(() => changeCustomer(customer.known.customer.id, { name: wish })))) return;
    renamed(customer);
    onDone();
  };
  return (
    <form onSubmit={(event) => void submit(event)} onKeyDown={(event) => event.key === 'Escape' && onDone()}>
      <div className={classes.name}>
        <TextInput
          className={classes.field}
          size="xs"
          aria-label={t('name')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
          autoFocus
        />
        <Button type="submit" size="xs" loading={isBusy}>
          {t('save')}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onDone}>
          {t('ui:cancel')}
        </Button>
      </div>
      <Refused>{error}</Refused>
    </form>
  );
}
