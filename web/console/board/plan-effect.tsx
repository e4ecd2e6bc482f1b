import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ReassignmentPlanView } from '../../../src/contracts/routing-views.js';
import { rangeOf } from '../ui/time.js';
import { slotsOf } from './figures.js';
import classes from './plan-dialog.module.css';

type Effect = ReassignmentPlanView['effect'];

/** What the whole does: to the desks, to the lines and the waits. */
export function PlanEffect({ effect }: { effect: Effect }) {
  const { t } = useTranslation('board');
  const touched = effect.agents.filter(({ before, after }) => before !== after);
  if (touched.length + effect.queues.length === 0) return null;
  return (
    <div className={classes.effects} tabIndex={0} role="group" aria-label={t('effects')}>
      {touched.length > 0 && (
        <table className={classes.effect}>
          <caption>{t('desks')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('agent')}</th>
              <th scope="col">{t('before')}</th>
              <th scope="col">{t('after')}</th>
            </tr>
          </thead>
          <tbody>
            {touched.map(({ id, name, capacity, before, after }) => (
              <tr key={id}>
                <th scope="row" className="user-text">
                  {name}
                </th>
                <td>{slots(before, capacity, t)}</td>
                <td className={after > capacity ? classes.over : undefined}>{slots(after, capacity, t)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {effect.queues.length > 0 && (
        <table className={classes.effect}>
          <caption>{t('lines')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('queue')}</th>
              <th scope="col">{t('inLine')}</th>
              <th scope="col">{t('expectedWait')}</th>
            </tr>
          </thead>
          <tbody>
            {effect.queues.map(({ id, name, waitingBefore, waitingAfter, expectedWait, unknownBecause }) => (
              <tr key={id}>
                <th scope="row" className="user-text">
                  {name}
                </th>
                <td>
                  {waitingBefore} → {waitingAfter}
                </td>
                <td>
                  {unknownBecause && expectedWait.after === null
                    ? t(`unknown.${unknownBecause}`)
                    : `${rangeOf(expectedWait.before)} → ${rangeOf(expectedWait.after)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function slots(reserved: number, capacity: number, t: TFunction<'board'>): string {
  return t('slots', slotsOf({ reserved, capacity }));
}
