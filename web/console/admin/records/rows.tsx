import { ActionIcon, Button } from '@mantine/core';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Warned } from './fields.js';
import { useField } from './form-context.js';
import classes from './records.module.css';

interface RowsProps<T> {
  at: string;
  name?: string;
  /** A new row; null where there is nothing left to add. */
  make: () => T | null;
  addName: string;
  movable?: boolean;
  most?: number;
  children: (at: string, row: T, index: number) => ReactNode;
}

/** A list of small structures, one to a line: add, take away, move. An error of a whole row stands under it. */
export function Rows<T>({ at, name, make, addName, movable = false, most = 20, children }: RowsProps<T>) {
  const field = useField<T[] | undefined>(at, name);
  const { t } = useTranslation('admin');
  const list = useRef<HTMLDivElement>(null);
  const rows = field.value ?? [];
  const add = (): void => {
    const row = make();
    if (row === null) return;
    field.set([...rows, row]);
    // The new row's first field is where typing goes on.
    setTimeout(() => list.current?.lastElementChild?.querySelector<HTMLElement>('input, select, textarea')?.focus());
  };
  const swap = (one: number, other: number): void =>
    field.set(rows.map((row, index) => (index === one ? rows[other] : index === other ? rows[one] : row)));
  return (
    <fieldset className={classes.rows}>
      <legend>{field.label}</legend>
      {field.hint && <p className={classes.hint}>{field.hint}</p>}
      <div ref={list}>
        {rows.map((row, index) => (
          // The place is the identity: a row has no other, and its fields are named by it.
          <div key={index} className={classes.row} role="group" aria-label={`${field.label} ${index + 1}`}>
            <Row at={`${at}/${index}`}>{children(`${at}/${index}`, row, index)}</Row>
            {movable && (
              <>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={index === 0}
                  aria-label={t('moveUp', { n: index + 1 })}
                  onClick={() => swap(index, index - 1)}
                >
                  <ArrowUp size={14} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={index === rows.length - 1}
                  aria-label={t('moveDown', { n: index + 1 })}
                  onClick={() => swap(index, index + 1)}
                >
                  <ArrowDown size={14} />
                </ActionIcon>
              </>
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('takeAway', { name: field.label, n: index + 1 })}
              onClick={() => field.set(rows.filter((_row, place) => place !== index))}
            >
              <X size={14} />
            </ActionIcon>
          </div>
        ))}
      </div>
      {field.error && (
        <p className={classes.error} role="alert">
          {field.error}
        </p>
      )}
      <Warned warning={field.warning}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<Plus size={13} />}
          disabled={rows.length >= most || make() === null}
          onClick={add}
        >
          {addName}
        </Button>
      </Warned>
    </fieldset>
  );
}

function Row({ at, children }: { at: string; children: ReactNode }) {
  const { error, warning } = useField(at);
  return (
    <div className={classes.rowBody}>
      <div className={classes.rowFields}>{children}</div>
      {error && (
        <p className={classes.error} role="alert">
          {error}
        </p>
      )}
      <Warned warning={warning}>{null}</Warned>
    </div>
  );
}
