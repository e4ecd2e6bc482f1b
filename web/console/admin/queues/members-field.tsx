import { MultiSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAgentChoices } from '../choices.js';
import { Warned, wrapperOrder } from '../records/fields.js';
import { useField } from '../records/form-context.js';
import classes from '../records/records.module.css';

interface Member {
  agentId: string;
  rank: number;
}

/** Who serves the queue; and, folded away, for whom it is their first, second, … queue. */
export function MembersField() {
  const { t } = useTranslation('admin');
  const choices = useAgentChoices();
  const field = useField<Member[]>('/agents');
  const rankOf = new Map(field.value.map(({ agentId, rank }) => [agentId, rank]));
  const nameOf = new Map(choices.map(({ value, label }) => [value, label]));
  return (
    <Warned warning={field.warning}>
      <MultiSelect
        label={field.label}
        description={field.hint}
        error={field.error}
        inputWrapperOrder={wrapperOrder}
        data={choices}
        searchable
        selectFirstOptionOnChange
        placeholder={field.value.length > 0 ? undefined : t('queues.agents.none')}
        value={field.value.map(({ agentId }) => agentId)}
        onChange={(ids) => field.set(ids.map((agentId) => ({ agentId, rank: rankOf.get(agentId) ?? 0 })))}
      />
      {field.value.length > 0 && (
        <details>
          <summary>{t('queues.ranks')}</summary>
          <p className={classes.hint}>{t('queues.ranks.hint')}</p>
          <div className={classes.pair}>
            {field.value.map(({ agentId, rank }) => (
              <NumberInput
                key={agentId}
                size="xs"
                label={nameOf.get(agentId) ?? agentId}
                min={0}
                max={100}
                value={rank}
                onChange={(next) =>
                  field.set(field.value.map((one) => (one.agentId === agentId ? { agentId, rank: Number(next) || 0 } : one)))
                }
              />
            ))}
          </div>
        </details>
      )}
    </Warned>
  );
}
