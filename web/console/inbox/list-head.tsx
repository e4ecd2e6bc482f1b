import { Button, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { MailWarning, Plus, Search } from 'lucide-react';
import { memo, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './conversation-list.module.css';
import { openDialog } from './dialogs.js';
import { type Filter, filters } from './list.js';
import { useUndeliveredCount } from './undelivered-count.js';

interface Props {
  field: RefObject<HTMLInputElement | null>;
  filter: Filter;
  setFilter: (filter: Filter) => void;
  text: string;
  setText: (text: string) => void;
  supervises: boolean;
  goToFirst: () => void;
}

/** What narrows the list, and what begins something new. Apart from the rows, which change with every message. */
export const ListHead = memo(function ListHead({ field, filter, setFilter, text, setText, supervises, goToFirst }: Props) {
  const { t } = useTranslation('inbox');
  const counted = useUndeliveredCount();
  const undelivered = counted ? counted.outbound + counted.inbound : 0;
  return (
    <header className={classes.head}>
      <div className={classes.line}>
        <TextInput
          ref={field}
          size="xs"
          className={classes.field}
          aria-label={t('filterList')}
          placeholder={t('filterList')}
          leftSection={<Search size={13} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setText('');
            if (event.key === 'ArrowDown' || event.key === 'Enter') {
              event.preventDefault();
              goToFirst();
            }
          }}
        />
        {supervises && undelivered === 0 && (
          <HeadAct name={t('undelivered')} onClick={() => openDialog({ name: 'undelivered' })}>
            <MailWarning size={15} aria-hidden />
          </HeadAct>
        )}
        <HeadAct name={t('startConversation')} onClick={() => openDialog({ name: 'start' })}>
          <Plus size={16} aria-hidden />
        </HeadAct>
      </div>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('show')}
        value={filter}
        onChange={(value) => setFilter(value as Filter)}
        data={filters.map((value) => ({ value, label: t(`filter.${value}`) }))}
      />
      {supervises && undelivered > 0 && (
        <Button
          size="compact-xs"
          className={classes.undelivered}
          leftSection={<MailWarning size={13} aria-hidden />}
          onClick={() => openDialog({ name: 'undelivered' })}
        >
          {t('nUndelivered', { count: undelivered })}
        </Button>
      )}
    </header>
  );
});

function HeadAct({ name, onClick, children }: { name: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <Tooltip label={name}>
      <Button size="compact-sm" variant="subtle" color="gray" aria-label={name} onClick={onClick}>
        {children}
      </Button>
    </Tooltip>
  );
}
