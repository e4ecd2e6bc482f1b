import { BarChart3, History, LayoutList, MonitorPlay, ScrollText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Switch, useLocation } from 'wouter';
import { Asked } from './asked.js';
import { AuditPage } from './audit-page.js';
import classes from './board-page.module.css';
import { DayPage } from './day-page.js';
import { LiveBoard } from './live-board.js';
import { MovesPage } from './moves-page.js';
import { WallboardsPage } from './wallboards-page.js';

/** The supervisors' pages: the queues as they are, the day, what was moved, what was done, and the boards on the wall. */
export default function BoardPage() {
  const { t } = useTranslation('board');
  return (
    <div className={classes.board}>
      <nav className={classes.pages} aria-label={t('pages')}>
        <Page href="/board" name={t('live')} icon={<LayoutList size={14} />} also="/board/q/" />
        <Page href="/board/day" name={t('day')} icon={<BarChart3 size={14} />} />
        <Page href="/board/moves" name={t('moves')} icon={<History size={14} />} />
        <Page href="/board/audit" name={t('audit')} icon={<ScrollText size={14} />} />
        <Page href="/board/wallboards" name={t('wallboards')} icon={<MonitorPlay size={14} />} />
      </nav>
      <Switch>
        <Route path="/board/day" component={DayPage} />
        <Route path="/board/moves" component={MovesPage} />
        <Route path="/board/audit" component={AuditPage} />
        <Route path="/board/wallboards" component={WallboardsPage} />
        <Route path="/board/q/:id">{({ id }) => <LiveBoard queueId={id} />}</Route>
        <Route>
          <LiveBoard queueId={null} />
        </Route>
      </Switch>
      <Asked />
    </div>
  );
}

function Page({ href, name, icon, also }: { href: string; name: string; icon: React.ReactNode; also?: string }) {
  const [path] = useLocation();
  const isCurrent = path === href || (also !== undefined && path.startsWith(also));
  return (
    <Link href={href} className={classes.tab} aria-current={isCurrent ? 'page' : undefined}>
      {icon}
      {name}
    </Link>
  );
}
