import { TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationView } from '../../../src/contracts/views.js';
import { useDesk } from '../live/desk.js';
import { ActDialog } from '../ui/act-dialog.js';
import { edit } from './acts.js';
import { closeDialog } from './dialogs.js';

export function SubjectDialog({ one }: { one: ConversationView }) {
  const { t } = useTranslation('inbox');
  const [subject, setSubject] = useState(one.subject ?? '');
  const [tags, setTags] = useState(one.tags);
  // Tags that are in use here are at hand: one thing should not be called by two names.
  const [known] = useState(() =>
    [...new Set([...useDesk.getState().conversations.values()].flatMap((each) => each.tags))].sort(),
  );
  return (
    <ActDialog
      title={t('subjectAndTags')}
      action={t('save')}
      run={() => edit(one, { subject: subject.trim() || null, tags })}
      onClose={closeDialog}
    >
      <TextInput
        label={t('subject')}
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
        maxLength={500}
        data-autofocus
      />
      <TagsInput
        label={t('tags')}
        description={t('tagsHint')}
        value={tags}
        onChange={setTags}
        data={known}
        maxTags={50}
        acceptValueOnBlur
        comboboxProps={{ withinPortal: false }}
      />
    </ActDialog>
  );
}
