import { ScrollText } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, useParams } from 'wouter';
import classes from './admin-page.module.css';
import { watchDrafts } from './records/drafts.js';
import { SectionPage } from './records/section-page.js';
import { entries, groups } from './sections.js';

/** Setting the place up: a list of sections; each a list of records with a form, or a page of its own. */
export default function AdminPage() {
  const { t } = useTranslation('admin');
  const { '*': rest = '' } = useParams<{ '*': string }>();
  const [key, id = null] = rest.split('/').filter(Boolean);
  const entry = entries.find((one) => one.key === key);
  useEffect(watchDrafts, []);
  if (!entry) return <Redirect to="/admin/agents" replace />;
  return (
    <div className={classes.admin}>
      <nav className={classes.nav} aria-label={t('sections')}>
        {groups.map((group) => (
          <div key={group.key} role="group" aria-label={t(`group.${group.key}`)}>
            <p aria-hidden>{t(`group.${group.key}`)}</p>
            {group.entries.map(({ key: each, icon: Icon }) => (
              <Link key={each} href={`/admin/${each}`} aria-current={each === key ? 'page' : undefined}>
                <Icon size={15} aria-hidden />
                {t(`section.${each}`)}
              </Link>
            ))}
            {group.key === 'record' && (
              <Link href="/board/audit">
                <ScrollText size={15} aria-hidden />
                {t('section.audit')}
              </Link>
            )}
          </div>
        ))}
      </nav>
      {entry.section && <SectionPage key={entry.key} section={entry.section} id={id} />}
      {entry.Page && <entry.Page />}
    </div>
  );
}
