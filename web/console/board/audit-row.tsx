import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { AuditEntryView } from '../../../src/contracts/views.js';
import { fullTime } from '../ui/time.js';
import { dataLine, type NameOf, type Reading } from './audit-details.js';
import classes from './list-page.module.css';
import { apart } from './names.js';

/** One act in words; the record itself is folded away under them. */
export function AuditRow({ one, nameOf }: { one: AuditEntryView; nameOf: NameOf }) {
  const { t } = useTranslation('board');
  const reading = useReading(nameOf);
  const line = dataLine(one.data, reading);
  return (
    <tr>
      <td>
        <time dateTime={one.at}>{fullTime(one.at)}</time>
      </td>
      <td className="user-text">{one.actor.name ?? t(`actor.${one.actor.type}`)}</td>
      <td>{t(`did.${one.action}`, one.action)}</td>
      <td>
        <About one={one} nameOf={nameOf} />
      </td>
      <td className={`${classes.data} user-text`}>
        <div className={classes.told}>
          {line && <span>{line}</span>}
          <Recorded one={one} />
        </div>
      </td>
    </tr>
  );
}

/** Put on the page when it is unfolded: a list of a thousand rows has no thousand records in it. */
function Recorded({ one: { id, action, subjectType, subjectId, data } }: { one: AuditEntryView }) {
  const { t } = useTranslation('board');
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      className={classes.recorded}
      onToggle={(event: SyntheticEvent<HTMLDetailsElement>) => setOpen(event.currentTarget.open)}
    >
      <summary>{t('raw')}</summary>
      {isOpen && <pre tabIndex={0}>{JSON.stringify({ id, action, subjectType, subjectId, data }, null, 2)}</pre>}
    </details>
  );
}

/** What it is about, by name where that is known; where that is a conversation, or hangs on one, a way there. */
function About({ one, nameOf }: { one: AuditEntryView; nameOf: NameOf }) {
  const { t } = useTranslation('board');
  const kind = t(`subject.${one.subjectType}`, one.subjectType);
  const id = one.subjectType === 'conversation' ? one.subjectId : one.data['conversationId'];
  const name = nameOf(one.subjectId) ?? (typeof id === 'string' ? nameOf(id) : undefined);
  const words = name === undefined ? kind : `${kind}: ${apart(name)}`;
  return typeof id === 'string' ? <Link href={`/c/${id}`}>{words}</Link> : words;
}

/** Where the words of a value are kept, by the key it stands under; else among the small words of entries. */
const placesOf: Record<string, string> = {
  ...{ status: 'ui:status', channel: 'ui:channel', outcome: 'inbox:outcome', purpose: 'customer:purpose', role: 'board:role' },
  ...{ state: 'frame:presence' },
};
const anywhere = ['board:word', 'frame:presence', 'ui:status'];

function useReading(nameOf: NameOf): Reading {
  const { t, i18n } = useTranslation('board');
  const known = (key: string): string | undefined => (i18n.exists(key) ? t(key) : undefined);
  return {
    nameOf,
    keyWord: (key) => known(`board:key.${key}`),
    valueWord: (key, value) => {
      const own = placesOf[key];
      return (own ? known(`${own}.${value}`) : undefined) ?? anywhere.flatMap((place) => known(`${place}.${value}`) ?? [])[0];
    },
    time: fullTime,
  };
}
