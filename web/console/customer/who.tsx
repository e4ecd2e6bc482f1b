import { Button, TagsInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../live/api.js';
import { putConversation } from '../live/apply.js';
import { When } from '../ui/time.js';
import { Block } from './block.js';
import { DetailsForm } from './details-form.js';
import { plain, spelled } from './fact-rows.js';
import { Identities } from './identities.js';
import { useAct, useKnown } from './known.js';
import rows from './rows.module.css';
import { Refused, Section } from './section.js';
import classes from './who.module.css';

/** Who they are: how they are reached and what proves it, what is on their record. */
export function Who({ adding, setAdding }: { adding: boolean; setAdding: (adding: boolean) => void }) {
  const { t } = useTranslation('customer');
  const { known } = useKnown();
  const [isEditing, setEditing] = useState(false);
  const { customer, lastAgents } = known;
  const otherNames = customer.names.filter(({ name }) => name !== customer.name);
  return (
    <Section
      name="who"
      title={t('who')}
      count={known.identities.length}
      add={{ label: t('addIdentity'), run: () => setAdding(true) }}
    >
      <Identities adding={adding} onAdded={() => setAdding(false)} />
      {otherNames.length > 0 && (
        <>
          <p className={rows.sub}>{t('alsoCalled')}</p>
          <ul className={rows.list}>
            {otherNames.map((one) => (
              <li key={one.name}>
                <span className="user-text">{one.name}</span>
                <span className={rows.source}>
                  {one.source === 'record' ? t('fromRecord') : t(`identityKind.${one.source}`)} <When at={one.at} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className={rows.source}>
        <span>
          {t('knownSince')} <When at={customer.since} />
        </span>
        {customer.accountOwner && <span className="user-text">{t('owner', { name: customer.accountOwner.name })}</span>}
      </p>
      {lastAgents.length > 0 && (
        <p className={rows.source}>
          {t('helpedBy')}
          {lastAgents.slice(0, 3).map((one) => (
            <span key={one.id} className="user-text">
              {one.name} <When at={one.at} />
            </span>
          ))}
        </p>
      )}
      {known.conversation && <Tags key={known.conversation.id} id={known.conversation.id} tags={known.conversation.tags} />}
      <div className={rows.acts}>
        <Button size="compact-xs" variant="subtle" onClick={() => setEditing(!isEditing)} aria-expanded={isEditing}>
          {t('editDetails')}
        </Button>
        <Block />
      </div>
      {isEditing && <DetailsForm onDone={() => setEditing(false)} />}
      <Attributes attributes={customer.attributes} />
    </Section>
  );
}

function Tags({ id, tags }: { id: string; tags: readonly string[] }) {
  const { t } = useTranslation('customer');
  const { act, error } = useAct();
  const [shown, setShown] = useState<string[] | null>(null);
  const change = async (wish: string[]): Promise<void> => {
    setShown(wish);
    await act(async () => putConversation(await call('PATCH', `/v1/conversations/${id}`, { tags: wish })));
    // The server's word holds again, also where it refused.
    setShown(null);
  };
  return (
    <>
      <TagsInput
        size="xs"
        label={t('tags')}
        placeholder={t('addTag')}
        value={shown ?? [...tags]}
        onChange={(wish) => void change(wish)}
        clearable={false}
        maxTags={20}
      />
      <Refused>{error}</Refused>
    </>
  );
}

function Attributes({ attributes }: { attributes: Record<string, unknown> }) {
  const { t } = useTranslation('customer');
  const entries = Object.entries(attributes);
  if (entries.length === 0) return null;
  return (
    <>
      <p className={rows.sub}>{t('attributes')}</p>
      <dl className={classes.attributes}>
        {entries.map(([key, value]) => (
          <div key={key}>
            <dt className="user-text">{spelled(key)}</dt>
            <dd className="user-text">{plain(value)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
