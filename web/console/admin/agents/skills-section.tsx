import type { SkillView } from '../../../../src/contracts/views.js';
import { KeyField, NameField } from '../records/fields.js';
import { section } from '../records/section.js';

const Fields = () => (
  <>
    <NameField />
    <KeyField />
  </>
);

export const skillsSection = section<SkillView>({
  key: 'skills',
  path: '/v1/skills',
  keyWord: 'skill',
  nameOf: (skill) => skill.name,
  aboutOf: (skill) => skill.key,
  order: (one, other) => one.name.localeCompare(other.name),
  fresh: () => ({ name: '', key: '' }),
  draftOf: ({ name }) => ({ name }),
  Fields,
  removal: { kind: 'delete' },
});
