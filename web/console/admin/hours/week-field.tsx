import { ActionIcon, Button } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useField } from '../records/form-context.js';
import records from '../records/records.module.css';
import { TimeInput } from './time-input.js';
import { byDay, type DayRow, type WeekInterval, withDayCopied, withInterval } from './week.js';
import classes from './hours.module.css';

const workdays = [1, 2, 3, 4, 5];

/** When the week is open, day by day. */
export function WeekField() {
  const { t } = useTranslation('admin');
  const field = useField<WeekInterval[]>('/intervals');
  return (
    <fieldset className={records.rows}>
      <legend>{field.label}</legend>
      <p className={records.hint}>{field.hint}</p>
      {byDay(field.value).map((row) => (
        <Day key={row.day} row={row} week={field.value} set={field.set} />
      ))}
      <Button variant="subtle" size="compact-sm" onClick={() => field.set(withDayCopied(field.value, 1, workdays))}>
        {t('hours.copyMonday')}
      </Button>
      {field.error && (
        <p className={records.error} role="alert">
          {field.error}
        </p>
      )}
    </fieldset>
  );
}

interface DayProps {
  row: DayRow;
  week: WeekInterval[];
  set: (week: WeekInterval[]) => void;
}

function Day({ row: { day, intervals }, week, set }: DayProps) {
  const { t } = useTranslation('admin');
  const name = t(`weekday.${day}`);
  return (
    <div className={classes.day} role="group" aria-label={name}>
      <span>{name}</span>
      <div className={classes.spans}>
        {intervals.length === 0 && <span className={classes.closed}>{t('hours.closed')}</span>}
        {intervals.map(({ index }, place) => (
          <Span key={index} at={`/intervals/${index}`} name={`${name} ${place + 1}`}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('hours.removeSpan', { name: `${name} ${place + 1}` })}
              onClick={() => set(week.filter((_interval, each) => each !== index))}
            >
              <X size={14} />
            </ActionIcon>
          </Span>
        ))}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('hours.addSpan', { name })}
          onClick={() => set(withInterval(week, day))}
        >
          <Plus size={14} />
        </ActionIcon>
      </div>
    </div>
  );
}

/** From and to; what is wrong with both together stands beside them. */
export function Span({ at, name, children }: { at: string; name: string; children: React.ReactNode }) {
  const { t } = useTranslation('admin');
  const { error } = useField(at, 'intervals');
  return (
    <span className={classes.span}>
      <TimeInput at={`${at}/from`} label={t('hours.from', { name })} />–
      <TimeInput at={`${at}/to`} label={t('hours.to', { name })} />
      {children}
      {error && (
        <em className={records.error} role="alert">
          {error}
        </em>
      )}
    </span>
  );
}
