import { useTranslation } from 'react-i18next';
import { serverNow } from '../live/api.js';
import { useDesk } from '../live/desk.js';
import { duration, useSecond } from '../ui/time.js';
import type { ConversationView } from '../../../src/contracts/views.js';
import { apart } from './names.js';
import { offersFor } from './rows.js';

/** Held out to whom, and for how much longer. */
export function OfferedTo({ one }: { one: ConversationView }) {
  const { t } = useTranslation('board');
  const key = useDesk((desk) => JSON.stringify(offersFor(one, desk.live).map(({ agent, expiresAt }) => [agent.name, expiresAt])));
  useSecond();
  const offers = JSON.parse(key) as [name: string, expiresAt: string][];
  const [first] = offers;
  if (!first) return null;
  const left = Math.max(0, Date.parse(first[1]) - serverNow());
  return t('offeredTo', { names: offers.map(([name]) => apart(name)).join(t('listComma')), time: duration(left) });
}
