import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '../../../src/contracts/views.js';
import { openDialog } from './dialogs.js';
import classes from './subject-and-tags.module.css';

/** Subject and tags as they are; pressed, they can be changed. */
export function SubjectAndTags({ one }: { one: ConversationView }) {
  const { t } = useTranslation('inbox');
  return (
    <UnstyledButton
      className={classes.both}
      onClick={() => openDialog({ name: 'subject', conversation: one })}
      title={t('subjectAndTags')}
    >
      <span className={`${classes.subject} user-text`}>{one.subject ?? (one.tags.length === 0 ? t('addSubject') : '')}</span>
      {one.tags.map((tag) => (
        <span key={tag} className={`${classes.tag} user-text`}>
          {tag}
        </span>
      ))}
    </UnstyledButton>
  );
}
