import type { TFunction } from 'i18next';
import { customerName } from '../ui/customer-name.js';
import { clockTime, dayOf } from '../ui/time.js';
import { isWalked, type Row } from './rows.js';

/** What a screen reader calls a row: who said it, and when. */
export function rowName(row: Row, t: TFunction<'thread'>): string | undefined {
  if (!isWalked(row)) return undefined;
  if (row.kind === 'pending') return t('says', { name: t('you'), time: clockTime(row.pending.at) });
  if (!('message' in row)) return undefined;
  const { author, direction, createdAt, kind, customerId } = row.message;
  const name =
    author.name ?? (direction === 'in' ? customerName(null, customerId) : author.type === 'system' ? 'Throughline' : t('agent'));
  return t('says', {
    name: kind === 'note' ? `${name} (${t('note')})` : name,
    time: `${dayOf(createdAt)} ${clockTime(createdAt)}`,
  });
}
