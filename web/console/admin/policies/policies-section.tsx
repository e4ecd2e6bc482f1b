import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PolicyView } from '../../../../src/contracts/report-views.js';
import { words } from '../../words.js';
import { duration } from '../../ui/time.js';
import { DurationField } from '../records/duration-field.js';
import { LongTextField, NumberField, TextField } from '../records/fields.js';
import { Pair } from '../records/more.js';
import { recordsOf } from '../records/records.js';
import { section } from '../records/section.js';
import { draftFrom } from './draft-from.js';
import { PolicyActs } from './policy-acts.js';

const path = '/v1/policies';
const weights = ['continuity', 'skillFit', 'load', 'waiting', 'slack'] as const;
const times = ['affinitySlackMs', 'waitingHalfMs', 'slackHalfMs', 'priorityStepMs', 'bypassMs'] as const;

function Fields({ record }: { record: unknown }) {
  if (record) return <Numbers policy={record as PolicyView} />;
  return (
    <>
      <TextField required at="/version" autoFocus placeholder="calm-evenings-1" />
      <LongTextField at="/note" rows={2} />
      <Pair>
        {weights.map((weight) => (
          <NumberField key={weight} at={`/policy/weights/${weight}`} min={0} max={1_000} />
        ))}
      </Pair>
      <Pair>
        <DurationField at="/policy/affinitySlackMs" />
        <DurationField at="/policy/waitingHalfMs" />
        <DurationField at="/policy/slackHalfMs" />
        <DurationField optional none={null} at="/policy/priorityStepMs" />
        <DurationField optional none={null} at="/policy/bypassMs" />
        <NumberField at="/policy/wholeTierItems" min={0} max={400} />
      </Pair>
    </>
  );
}

/** A version is never changed, so that whatever it decided stays explained: only its numbers are shown. */
function Numbers({ policy: { policy, note } }: { policy: PolicyView }) {
  const { t } = useTranslation('admin');
  return (
    <>
      {note && <p className="user-text">{note}</p>}
      <Table verticalSpacing={3} aria-label={t('policies.numbers')}>
        <Table.Tbody>
          {weights.map((weight) => (
            <Table.Tr key={weight}>
              <Table.Th scope="row">{t(`policies.policy.weights.${weight}`)}</Table.Th>
              <Table.Td>{policy.weights[weight]}</Table.Td>
            </Table.Tr>
          ))}
          {times.map((time) => (
            <Table.Tr key={time}>
              <Table.Th scope="row">{t(`policies.policy.${time}`)}</Table.Th>
              <Table.Td>{policy[time] === null || policy[time] === undefined ? t('never') : duration(policy[time])}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">{t('policies.policy.wholeTierItems')}</Table.Th>
            <Table.Td>{policy.wholeTierItems ?? 0}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </>
  );
}

export const policiesSection = section<PolicyView>({
  key: 'policies',
  path,
  nameOf: (policy) => policy.version,
  aboutOf: (policy) => (policy.active ? words.t('admin:policies.inForce') : (policy.note ?? null)),
  order: (one, other) => Number(other.active) - Number(one.active),
  fresh: () => draftFrom(recordsOf<PolicyView>(path).find((one) => one.active)),
  draftOf: () => ({}),
  bodyOf: (changes) => ({ ...changes, note: changes['note'] || undefined }),
  Fields,
  Beside: PolicyActs,
  isFixed: true,
});
