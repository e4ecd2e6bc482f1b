import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { shallow } from 'zustand/shallow';
import { Message } from './message-row.js';
import { PendingRow } from './pending-row.js';
import { CallRow, DayLine, EventRow, StartLine } from './quiet-rows.js';
import { rowName } from './row-name.js';
import { isWalked, messageIdOf, type Row } from './rows.js';
import classes from './thread.module.css';

interface RowViewProps {
  row: Row;
  customerId: string;
  index: number;
  /** Pixels from the top of the thread. */
  start: number;
  isCurrent: boolean;
  isMarked: boolean;
  /** Told of the element, to know its height. */
  measure: (element: HTMLDivElement | null) => void;
}

/**
 * A row at its place. The rows are made anew with each message, and the thread is drawn with each turn of the wheel: those
 * that say the same at the same place are not drawn again.
 */
export const RowView = memo(RowAt, ({ row: before, ...were }, { row, ...are }) => shallow(were, are) && shallow(before, row));

function RowAt({ row, customerId, index, start, isCurrent, isMarked, measure }: RowViewProps) {
  const { t } = useTranslation('thread');
  const isArticle = isWalked(row);
  return (
    <div
      ref={measure}
      data-index={index}
      data-row={row.kind}
      data-message={messageIdOf(row) ?? undefined}
      data-marked={isMarked || undefined}
      className={classes.row}
      role={isArticle ? 'article' : undefined}
      aria-label={rowName(row, t)}
      tabIndex={isArticle ? -1 : undefined}
      style={{ transform: `translateY(${start}px)` }}
    >
      <Content row={row} customerId={customerId} isCurrent={isCurrent} />
    </div>
  );
}

type ContentProps = Pick<RowViewProps, 'row' | 'customerId' | 'isCurrent'>;

/** What it says stays as it is while it is only moved. */
const Content = memo(ContentOf, (a, b) => a.isCurrent === b.isCurrent && a.customerId === b.customerId && shallow(a.row, b.row));

function ContentOf({ row, customerId, isCurrent }: ContentProps) {
  if (row.kind === 'message') {
    const { key: _key, kind: _kind, ...rest } = row;
    return <Message {...rest} customerId={customerId} isCurrent={isCurrent} />;
  }
  if (row.kind === 'pending') return <PendingRow pending={row.pending} />;
  if (row.kind === 'event') return <EventRow message={row.message} />;
  if (row.kind === 'call') return <CallRow message={row.message} />;
  if (row.kind === 'day') return <DayLine at={row.at} />;
  return <StartLine conversationId={row.conversationId} at={row.at} isOther={row.isOther} />;
}
