import { useTranslation } from 'react-i18next';
import type { MergePreviewView } from '../../../src/contracts/identity.js';
import { useDesk } from '../live/desk.js';
import { customerName } from '../ui/customer-name.js';
import { useRead } from './known.js';
import rows from './rows.module.css';

/** Who would have the open conversations if these two were joined: a join may take one away from whoever presses it. */
export function MergeOutlook({ intoId, fromId }: { intoId: string; fromId: string }) {
  const { t } = useTranslation('customer');
  const meId = useDesk(({ me }) => me?.id);
  const { data } = useRead<MergePreviewView>(`/v1/customers/${intoId}/merge-preview?from=${fromId}`);
  const moving = (data?.conversations ?? []).filter(({ agent, agentThen }) => agentThen && agent?.id !== agentThen.id);
  return (
    <div role="status">
      {moving.map(({ id, customer, agent, agentThen }) => (
        <p key={id} className={`${rows.outlook} user-text`} data-leaves={agent?.id === meId || undefined}>
          {t(agent?.id === meId ? 'mergeTakes' : agentThen?.id === meId ? 'mergeBrings' : 'mergeMoves', {
            customer: customerName(customer.name, customer.id),
            from: agent?.name ?? '',
            to: agentThen?.name ?? '',
          })}
        </p>
      ))}
    </div>
  );
}
