import type { TFunction } from 'i18next';
import type { DeliveryView } from '../../../src/contracts/views.js';
import { shortTime } from '../ui/time.js';

/** How it stands with a message of ours; where an attempt came to nothing, why, and when the next one is. */
export function deliveryLine({ state, reason, attempts = 1, nextAttemptAt }: DeliveryView, t: TFunction<'thread'>): string {
  const named = t(`delivery.${state}`);
  if (!reason) return named;
  if (state !== 'pending') return t('because', { state: named, reason });
  const said = nextAttemptAt
    ? t('notYet', { reason, time: shortTime(nextAttemptAt) })
    : t('because', { state: t('notSent'), reason });
  return attempts > 1 ? t('afterAttempts', { said, count: attempts }) : said;
}
