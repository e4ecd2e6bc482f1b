import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageView } from '../../../src/contracts/views.js';
import { threadOf } from '../live/desk.js';
import { When } from '../ui/time.js';
import { addressLine, contentOf, oneLine, type Person, type Place, unsupportedLine } from './content.js';
import { FileView } from './file-view.js';
import { MailFrame } from './mail-frame.js';
import classes from './message-parts.module.css';
import { useNamesOf } from './use-names-of.js';
import { showMessage } from './show-message.js';
import { Folded, Written } from './written.js';

/** All that a message holds, in the order it is read. */
export function MessageParts({ message, customerId }: { message: MessageView; customerId: string }) {
  const { t } = useTranslation('thread');
  const [isAsSent, setAsSent] = useState(false);
  const content = contentOf(message);
  const { subject, quoted, signature, html, answers, location, contacts, unsupported, choice, edits } = content;
  const names = useNamesOf(content.mentions);
  const isMail = message.channel === 'email' && message.direction !== 'internal';
  return (
    <>
      {subject && message.direction === 'in' && <p className={`user-text ${classes.subject}`}>{subject}</p>}
      {answers?.messageId && <Answered messageId={answers.messageId} customerId={customerId} />}
      {message.text && !isAsSent && <Written text={message.text} foldsQuotes={isMail} names={names} />}
      {isAsSent && <MailFrame message={message} />}
      {quoted && !isAsSent && <Folded name={t('quoted')} text={quoted} />}
      {signature && !isAsSent && <Folded name={t('signature')} text={signature} />}
      {html && (
        <UnstyledButton className={classes.link} onClick={() => setAsSent(!isAsSent)} aria-pressed={isAsSent}>
          {isAsSent ? t('asText') : t('asSent')}
        </UnstyledButton>
      )}
      {message.attachments.map((file, index) =>
        isAsSent && file.inline && file.contentId ? null : <FileView key={file.id ?? index} message={message} index={index} />,
      )}
      {location && <PlaceView place={location} />}
      {contacts?.map((person, index) => (
        <PersonView key={index} person={person} />
      ))}
      {unsupported && <Aside>{unsupportedLine(unsupported)}</Aside>}
      {choice && choice !== message.text && <Aside>{t('chosen', { choice })}</Aside>}
      {(content.cc || content.replyTo || content.forwardedBy || content.template || content.masked) && (
        <Envelope message={message} />
      )}
      {edits && edits.length > 0 && (
        <details className={classes.edits}>
          <summary>{t('edited', { count: edits.length })}</summary>
          {edits.map(({ text, at }, index) => (
            <p key={index} className="user-text">
              {text} <When at={at} />
            </p>
          ))}
        </details>
      )}
      {content.deletedByCustomer && (
        <Aside>
          {t('takenBack')} <When at={content.deletedByCustomer} />
        </Aside>
      )}
    </>
  );
}

/** To whom it went besides, and what became of it on the way. */
function Envelope({ message }: { message: MessageView }) {
  const { t } = useTranslation('thread');
  const { cc, replyTo, forwardedBy, template, masked } = contentOf(message);
  const names = (all: readonly Parameters<typeof addressLine>[0][]): string => all.map(addressLine).join(', ');
  return (
    <>
      {cc && cc.length > 0 && <Aside>{t('copyTo', { names: names(cc) })}</Aside>}
      {replyTo && replyTo.length > 0 && <Aside>{t('answersTo', { names: names(replyTo) })}</Aside>}
      {forwardedBy && <Aside>{t('forwardedBy', { name: addressLine(forwardedBy) })}</Aside>}
      {template && <Aside>{t('template', { name: template.name })}</Aside>}
      {masked && masked.length > 0 && <Aside>{t('masked')}</Aside>}
    </>
  );
}

function Aside({ children }: { children: React.ReactNode }) {
  return <p className={`user-text ${classes.aside}`}>{children}</p>;
}

/** Above the text: what it answers, as far as it is known here. */
function Answered({ messageId, customerId }: { messageId: string; customerId: string }) {
  const { t } = useTranslation('thread');
  const before = threadOf(customerId).messages.find((one) => one.id === messageId);
  const said = (before && oneLine(before)) || t('earlierMessage');
  return (
    <UnstyledButton className={classes.answered} onClick={() => void showMessage(messageId)}>
      <bdi>{t('inAnswer', { text: said.length > 120 ? `${said.slice(0, 119)}…` : said })}</bdi>
    </UnstyledButton>
  );
}

function PlaceView({ place: { latitude, longitude, name, address } }: { place: Place }) {
  const { t } = useTranslation('thread');
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
  const where = [name, address].filter(Boolean).join(', ') || `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return (
    <p className={`user-text ${classes.line}`}>
      {t('placeAt')}
      <a href={href} target="_blank" rel="noopener noreferrer">
        {where}
      </a>
    </p>
  );
}

function PersonView({ person: { name, phones, emails } }: { person: Person }) {
  const { t } = useTranslation('thread');
  return (
    <p className={`user-text ${classes.line}`}>
      <strong>{name || t('contact')}</strong> {[...(phones ?? []), ...(emails ?? [])].join(' · ')}
    </p>
  );
}

/** Beside the bubble: what others said of it without words. */
export function Reactions({ message }: { message: MessageView }) {
  const all = (contentOf(message).reactions ?? []).map(({ emoji }) => emoji).join(' ');
  return all ? <Emoji all={all} /> : null;
}

function Emoji({ all }: { all: string }) {
  const { t } = useTranslation('thread');
  return (
    <span className={classes.reactions} role="img" aria-label={t('reactions', { all })}>
      {all}
    </span>
  );
}
