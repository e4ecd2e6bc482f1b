import type { HoursView } from '../../../../src/contracts/routing-views.js';
import { words } from '../../words.js';
import { useZoneChoices } from '../choices.js';
import { KeyField, NameField, SelectField } from '../records/fields.js';
import { Pair } from '../records/more.js';
import { section } from '../records/section.js';
import { HolidaysField } from './holidays-field.js';
import { Openings } from './openings.js';
import { weekdays } from './week.js';
import { WeekField } from './week-field.js';

function Fields() {
  return (
    <>
      <Pair>
        <NameField />
        <KeyField />
      </Pair>
      <SelectField at="/timeZone" choices={useZoneChoices()} />
      <WeekField />
      <HolidaysField />
    </>
  );
}

const workdays = weekdays.filter((day) => day < 6);
const own = ({ name, timeZone, intervals, holidays }: HoursView): Record<string, unknown> => ({
  ...{ name, timeZone, intervals, holidays },
});

export const hoursSection = section<HoursView>({
  key: 'hours',
  path: '/v1/hours',
  keyWord: 'hours',
  nameOf: (hours) => hours.name,
  aboutOf: (hours) => `${words.t(hours.open ? 'admin:hours.openNow' : 'admin:hours.closedNow')} · ${hours.timeZone}`,
  order: (one, other) => one.name.localeCompare(other.name),
  fresh: () => ({
    ...{ name: '', key: '', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC', holidays: [] },
    intervals: workdays.map((day) => ({ day, from: '09:00', to: '17:00' })),
  }),
  draftOf: own,
  Fields,
  Beside: Openings,
  removal: { kind: 'delete', restore: (hours) => ({ method: 'POST', body: { ...own(hours), key: hours.key } }) },
});
