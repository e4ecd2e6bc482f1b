import { useTranslation } from 'react-i18next';
import type { DigestView } from '../../../src/contracts/digest.js';
import { When } from '../ui/time.js';
import classes from './brief.module.css';
import { showSource } from './show-source.js';

type Section = DigestView['sections'][number];

/** An offer is decided on in seconds: what it is about, what is promised and how they feel. */
const onOffers: readonly Section['key'][] = ['now', 'promised', 'mood', 'unknown'];

interface BriefProps {
  digest: DigestView;
  /** One sentence each of what an offer is decided by. */
  isShort?: boolean;
}

/** The handover brief: what the colleague wrote first, then section by section, every sentence with its source. */
export function Brief({ digest, isShort }: BriefProps) {
  const { t } = useTranslation('inbox');
  const { handover, conversationId } = digest;
  const sections = isShort ? digest.sections.filter(({ key }) => onOffers.includes(key)) : digest.sections;
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
          <Lines
            key={key}
            conversationId={conversationId}
            name={t(`brief.${key}`)}
            sentences={isShort ? sentences.slice(0, 1) : sentences}
          />
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
