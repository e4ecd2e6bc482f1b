import {
  BookText,
  Clock,
  GraduationCap,
  Inbox,
  KeyRound,
  ListOrdered,
  type LucideIcon,
  PanelRight,
  Scale,
  ScanText,
  Shuffle,
  Trash2,
  Users,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { apiKeysSection } from './access/api-keys-section.js';
import { factPatternsSection } from './access/fact-patterns-section.js';
import { panelsSection } from './access/panels-section.js';
import { agentsSection } from './agents/agents-section.js';
import { skillsSection } from './agents/skills-section.js';
import { hoursSection } from './hours/hours-section.js';
import { inboxesSection } from './inboxes/inboxes-section.js';
import { policiesSection } from './policies/policies-section.js';
import { queuesSection } from './queues/queues-section.js';
import type { Section } from './records/section.js';
import { repliesSection } from './replies/replies-section.js';
import { RetentionPage } from './retention/retention-page.js';
import { rulesSection } from './rules/rules-section.js';

interface Entry {
  key: string;
  icon: LucideIcon;
  /** A list with a form, or a page of its own. */
  section?: Section;
  Page?: ComponentType;
}

const of = (section: Section, icon: LucideIcon): Entry => ({ key: section.key, icon, section });

/** The left column, by what somebody comes for. */
export const groups: { key: string; entries: Entry[] }[] = [
  { key: 'people', entries: [of(agentsSection, Users), of(skillsSection, GraduationCap)] },
  {
    key: 'work',
    entries: [of(queuesSection, ListOrdered), of(rulesSection, Shuffle), of(hoursSection, Clock), of(policiesSection, Scale)],
  },
  { key: 'talk', entries: [of(inboxesSection, Inbox), of(repliesSection, BookText)] },
  {
    key: 'systems',
    entries: [of(apiKeysSection, KeyRound), of(panelsSection, PanelRight), of(factPatternsSection, ScanText)],
  },
  { key: 'record', entries: [{ key: 'retention', icon: Trash2, Page: RetentionPage }] },
];

export const entries: Entry[] = groups.flatMap((group) => group.entries);
