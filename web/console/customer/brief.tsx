import { useTranslation } from 'react-i18next';
import type { DigestView } from '../../../src/contracts/digest.js';
import { When } from '../ui/time.js';
import classes from './brief.module.css';
import { useKnown } from './known.js';
import rows from './rows.module.css';
import { Section } from './section.js';
import { jump } from './source.js';

/** The handover brief: what a colleague wrote first, then why they are here, what was tried, promised, and is open. */
export function Brief() {
  const { t } = useTranslation('customer');
  const { digest } = useKnown().known;
  if (!digest || (!digest.handover && digest.sections.length === 0)) return null;
  return (
    <Section name="brief" title={t('brief')}>
      {/* The sentences are ours: they run as their language does, whatever names stand in them. */}
      <div lang={digest.language} dir="ltr">
        {digest.handover && <Handover handover={digest.handover} />}
        <dl className={classes.brief}>
          {digest.sections.map(({ key, sentences }) => (
            <div key={key} className={classes.part}>
              <dt>{t(`briefPart.${key}`)}</dt>
              {sentences.map(({ sentence, sources }, index) => (
                <dd key={index}>
                  <button
                    type="button"
                    className={classes.sentence}
                    title={t('showSource')}
                    onClick={() => sources[0] && void jump(sources[0])}
                  >
                    {sentence}
                  </button>
                  {sources.slice(1, 4).map((id, nth) => (
                    <button
                      key={id}
                      type="button"
                      className={classes.more}
                      aria-label={t('sourceNth', { n: nth + 2 })}
                      title={t('sourceNth', { n: nth + 2 })}
                      onClick={() => void jump(id)}
                    >
                      {nth + 2}
                    </button>
                  ))}
                </dd>
              ))}
            </div>
          ))}
        </dl>
      </div>
    </Section>
  );
}

function Handover({ handover }: { handover: NonNullable<DigestView['handover']> }) {
  const { t } = useTranslation('customer');
  return (
    <p className={classes.handover}>
      {handover.note && <span className="user-text">{handover.note}</span>}
      <span className={rows.source}>
        <button type="button" className={rows.jump} onClick={() => void jump(handover.messageId)}>
          {handover.by ? t('handedOn', { name: handover.by.name }) : t('handedOnByItself')}
        </button>
        <When at={handover.at} />
      </span>
    </p>
  );
}
