import { ActionIcon, Button } from '@mantine/core';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../live/api.js';
import { TextField } from '../records/fields.js';
import { useField } from '../records/form-context.js';
import { Rows } from '../records/rows.js';
import classes from './hours.module.css';
import { Span } from './week-field.js';

interface Holiday {
  date: string;
  name: string;
  intervals: { from: string; to: string }[];
}

/** Dates on which something else holds than in the week: closed, or other hours. */
export function HolidaysField() {
  const { t } = useTranslation('admin');
  const make = (): Holiday => ({ date: new Date(serverNow()).toISOString().slice(0, 10), name: '', intervals: [] });
  return (
    <Rows<Holiday> at="/holidays" make={make} addName={t('hours.addHoliday')} most={400}>
      {(at) => (
        <>
          <TextField bare at={`${at}/date`} type="date" />
          <TextField bare at={`${at}/name`} placeholder={t('hours.holidays.name')} />
          <Openings at={`${at}/intervals`} />
        </>
      )}
    </Rows>
  );
}

function Openings({ at }: { at: string }) {
  const { t } = useTranslation('admin');
  const field = useField<Holiday['intervals']>(at, 'holidays.intervals');
  const intervals = field.value ?? [];
  return (
    <span className={classes.spans}>
      {intervals.length === 0 && <span className={classes.closed}>{t('hours.closedAllDay')}</span>}
      {intervals.map((_interval, index) => (
        <Span key={index} at={`${at}/${index}`} name={`${t('hours.holiday')} ${index + 1}`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('hours.removeSpan', { name: `${t('hours.holiday')} ${index + 1}` })}
            onClick={() => field.set(intervals.filter((_each, place) => place !== index))}
          >
            <X size={14} />
          </ActionIcon>
        </Span>
      ))}
      <Button
        variant="subtle"
        size="compact-xs"
        onClick={() =>
          field.set([...intervals, { from: intervals.at(-1)?.to ?? '10:00', to: intervals.length > 0 ? '24:00' : '14:00' }])
        }
      >
        {t('hours.openSome')}
      </Button>
    </span>
  );
}
