import { Button, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AlreadyKnownView, KnownAnswerView } from '../../../src/contracts/context.js';
import { sayError } from '../frame/say.js';
import { showMessage } from '../thread/show-message.js';
import { When } from '../ui/time.js';
import classes from './warning.module.css';

interface Props {
  known: readonly AlreadyKnownView[];
  /** The key that sends was pressed, and did not send. */
  isHeld: boolean;
  insert: (value: string) => void;
  remove: (question: string) => void;
  sendAnyway: () => void;
}

/** Under the field: what is being asked for is known, and from where. The writer decides. */
export function KnownWarning({ known, isHeld, insert, remove, sendAnyway }: Props) {
  const { t } = useTranslation('composer');
  return (
    <div id="known" role="status" aria-label={t('known')} className={classes.place} data-tone="warn" hidden={known.length === 0}>
      {known.map(({ kind, question, facts }) => (
        <div key={kind + question} className={classes.row} title={question}>
          <span>
            {t(facts.every((one) => one.source.type === 'panel') ? 'weKnow' : 'theyToldUs')}{' '}
            <strong>{facts[0]?.label ?? t(`customer:kind.${kind}`, kind.replaceAll('_', ' '))}</strong>
          </span>
          {facts.map((fact) => (
            <Answer key={fact.value + fact.source.at} fact={fact} insert={insert} />
          ))}
          <Button size="compact-xs" variant="subtle" onClick={() => remove(question)}>
            {t('removeQuestion')}
          </Button>
        </div>
      ))}
      {known.length > 0 && (
        <div className={classes.row}>
          {isHeld && <strong>{t('heldBack')}</strong>}
          <Button size="compact-xs" variant="default" onClick={sendAnyway}>
            {t('sendAnyway')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Answer({ fact: { value, source }, insert }: { fact: KnownAnswerView; insert: (value: string) => void }) {
  const { t } = useTranslation('composer');
  const { messageId, channel, type, at } = source;
  const from = (
    <>
      {channel ? t(`ui:channel.${channel}`, channel) : t(`source.${type}`)} <When at={at} />
    </>
  );
  return (
    <span className={classes.answer}>
      <strong className="user-text">{value}</strong>
      {messageId ? (
        <UnstyledButton className={classes.link} onClick={() => void showMessage(messageId).catch(sayError)}>
          {from}
        </UnstyledButton>
      ) : (
        <span className={classes.quiet}>{from}</span>
      )}
      <Button size="compact-xs" variant="subtle" onClick={() => insert(value)}>
        {t('insert')}
      </Button>
    </span>
  );
}
