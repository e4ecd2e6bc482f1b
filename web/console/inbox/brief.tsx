import { useTranslation } from 'react-i18next';
import type { DigestView } from '../../../src/contracts/digest.js';
import { When } from '../ui/time.js';
import classes from './brief.module.css';
import { onceOnly } from './once.js';
import { showSource } from './show-source.js';

type Section = DigestView['sections'][number];

/** An offer is decided on in seconds: what it is about, what is promised and how they feel. */
const onOffers: readonly Section['key'][] = ['now', 'promised', 'mood', 'unknown'];

/** What is left for an offer to say: one sentence of each section. */
export const shortly = (sections: readonly Section[], shown: string): Section[] =>
  onceOnly(
    sections.filter(({ key }) => onOffers.includes(key)).map(({ key, sentences }) => ({ key, sentences: sentences.slice(0, 1) })),
    shown,
  );

interface BriefProps {
  digest: DigestView;
  /** One sentence each of what an offer is decided by, without what `shown` says already. */
  isShort?: boolean;
  shown?: string;
}

/** The handover brief: what the colleague wrote first, then section by section, every sentence with its source. */
export function Brief({ digest, isShort, shown = '' }: BriefProps) {
  const { t } = useTranslation('inbox');
  const { handover, conversationId } = digest;
  const sections = isShort ? shortly(digest.sections, shown) : digest.sections;
  if (!handover && sections.length === 0) return null;
  return (
    <div className={classes.brief} role="group" aria-label={t('brief')} lang={digest.language}>
      {handover?.note && (
        <p className={`${classes.note} user-text`}>
          {handover.note}{' '}
          <span className={classes.from}>
            {handover.by?.name} <When at={handover.at} />
          </span>
        </p>
      )}
      <dl>
        {sections.map(({ key, sentences }) => (
          <Lines key={key} conversationId={conversationId} name={t(`brief.${key}`)} sentences={sentences} />
        ))}
      </dl>
    </div>
  );
}

function Lines({ conversationId, name, sentences }: { conversationId: string; name: string; sentences: Section['sentences'] }) {
  const { t } = useTranslation('inbox');
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {sentences.map(({ sentence, sources: [first] }, index) => (
          <span key={`${index} ${sentence}`} className="user-text">
            {index > 0 && ' '}
            {first ? (
              <button
                type="button"
                className={classes.source}
                title={t('showSource')}
                onClick={() => void showSource(conversationId, first)}
              >
                {sentence}
              </button>
            ) : (
              sentence
            )}
          </span>
        ))}
      </dd>
    </>
  );
}
