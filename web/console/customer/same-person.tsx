import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { IdentitySuggestionView, MergeView } from '../../../src/contracts/identity.js';
import type { Page } from '../../../src/contracts/views.js';
import { say } from '../frame/say.js';
import { call } from '../live/api.js';
import { customerName } from '../ui/customer-name.js';
import { When } from '../ui/time.js';
import { toldIn } from '../ui/told.js';
import { words } from '../words.js';
import { useFolded } from './folded.js';
import { useAct, useKnown, useRead } from './known.js';
import { MergeForm } from './merge-form.js';
import { likenessOf, weightOf } from './likeness.js';
import { MergeOutlook } from './merge-outlook.js';
import { mergeAndSay } from './say-merged.js';
import rows from './rows.module.css';
import { Quiet, Refused, Section } from './section.js';

/** Who may be the same person, who was joined with them, and the way back from each. */
export function SamePerson({
  adding: merging,
  setAdding: setMerging,
}: {
  adding: boolean;
  setAdding: (adding: boolean) => void;
}) {
  const { t } = useTranslation('customer');
  const { customer } = useKnown().known;
  const [folded] = useFolded('same');
  // Read also while folded: that there is something to decide stands in the heading.
  const found = useRead<Page<IdentitySuggestionView>>(`/v1/identity-suggestions?customer=${customer.id}&limit=20`);
  const merges = useRead<{ data: MergeView[] }>(folded ? null : `/v1/customers/${customer.id}/merges`);
  const suggestions = found.data?.data ?? [];
  return (
    <Section
      name="same"
      title={t('samePerson')}
      {...(suggestions.length > 0 ? { mark: t('mayBe', { count: suggestions.length }) } : {})}
      isBusy={found.isReading || merges.isReading}
      add={{ label: t('mergeByHand'), run: () => setMerging(true) }}
    >
      {merging && <MergeForm onDone={() => setMerging(false)} />}
      <Refused>{found.error ?? merges.error}</Refused>
      {suggestions.length === 0 && !merging && <Quiet>{t('nobodySuggested')}</Quiet>}
      {suggestions.length > 0 && (
        <ul className={rows.list} aria-label={t('suggestions')}>
          {suggestions.map((one) => (
            <Suggestion key={one.id} suggestion={one} />
          ))}
        </ul>
      )}
      {(merges.data?.data.length ?? 0) > 0 && (
        <>
          <p className={rows.sub}>{t('merges')}</p>
          <ul className={rows.list} aria-label={t('merges')}>
            {merges.data?.data.map((one) => (
              <Merge key={one.id} merge={one} />
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Suggestion({ suggestion }: { suggestion: IdentitySuggestionView }) {
  const { t } = useTranslation('customer');
  const { known, refresh } = useKnown();
  const { act, isBusy, error } = useAct();
  const memberIds = new Set([known.customer.id]);
  const other = suggestion.customers.find(({ id }) => !memberIds.has(id)) ?? suggestion.customers[0];
  const accept = (): Promise<boolean> =>
    act(async () => {
      const path = `/v1/identity-suggestions/${suggestion.id}/accept`;
      const merge = async (): Promise<string | null> =>
        (await call<IdentitySuggestionView>('POST', path, { into: known.customer.id })).mergeId;
      await mergeAndSay({ intoId: known.customer.id, fromId: other.id }, merge, refresh);
    });
  const dismiss = (): Promise<boolean> => act(() => call('POST', `/v1/identity-suggestions/${suggestion.id}/dismiss`, {}));
  return (
    <li>
      <Link href={`/customers/${other.id}`} className={`${rows.link} user-text`}>
        {customerName(other.name, other.id)}
      </Link>
      <span className={rows.source}>
        <strong>{t(`likeness.${likenessOf(suggestion.score)}`)}</strong>
        <When at={suggestion.createdAt} />
      </span>
      <span className={`${rows.source} user-text`}>
        {other.keys
          .map(({ kind, value, shared }) => `${t(`identityKind.${kind}`)} ${value}${shared ? ` (${t('shared')})` : ''}`)
          .join(' · ')}
      </span>
      <span className={rows.source}>
        {suggestion.parts.map(({ part, level, bits }) => (
          <span key={part} className={rows.level} data-tone={bits > 0 ? 'good' : bits < 0 ? 'bad' : undefined}>
            {t(`part.${part}`)}: {t(`partLevel.${level}`, level)}
            {weightOf(bits) !== 'nothing' && ` (${t(`weight.${weightOf(bits)}`)})`}
          </span>
        ))}
      </span>
      <MergeOutlook intoId={known.customer.id} fromId={other.id} />
      <div className={rows.acts}>
        <Button size="compact-xs" variant="light" loading={isBusy} onClick={() => void accept()}>
          {t('areOne')}
          <span className="visually-hidden">: {other.name}</span>
        </Button>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void dismiss()}>
          {t('areTwo')}
          <span className="visually-hidden">: {other.name}</span>
        </Button>
      </div>
      <Refused>{error}</Refused>
    </li>
  );
}

function Merge({ merge }: { merge: MergeView }) {
  const { t, i18n } = useTranslation('customer');
  const { act, isBusy, error } = useAct();
  const { from, into, by, undoneAt, reason, translations } = merge;
  const names = { from: customerName(from.name, from.id), into: customerName(into.name, into.id) };
  const undo = async (): Promise<void> => {
    if (await act(() => call('POST', `/v1/merges/${merge.id}/undo`))) say(words.t('customer:unmerged'), 'good');
  };
  return (
    <li className={rows.row}>
      <span className={rows.text}>
        <span className={undoneAt ? `${rows.gone} user-text` : 'user-text'}>{t('mergedInto', names)}</span>
        <span className={rows.source}>
          <span className="user-text">{translations ? toldIn(i18n.language, { sentence: reason, translations }) : reason}</span>
        </span>
        <span className={rows.source}>
          {by.name ?? t(`actor.${by.type}`)} <When at={merge.at} />
          {undoneAt && (
            <span>
              {t('undoneAt')} <When at={undoneAt} />
            </span>
          )}
        </span>
        <Refused>{error}</Refused>
      </span>
      {!undoneAt && (
        <Button size="compact-xs" variant="default" loading={isBusy} onClick={() => void undo()}>
          {t('takeApart')}
          <span className="visually-hidden">: {names.from}</span>
        </Button>
      )}
    </li>
  );
}
