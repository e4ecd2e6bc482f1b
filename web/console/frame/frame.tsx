import { Button, Menu, UnstyledButton } from '@mantine/core';
import { Inbox, LayoutDashboard, LogOut, Search, Settings } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, Route, Switch, useLocation } from 'wouter';
import { Calls } from '../calls/calls.js';
import { CustomerPage } from '../customer/customer-page.js';
import icon from '../icon.svg';
import { Desk } from '../inbox/desk-page.js';
import { isSupervisor, useDesk } from '../live/desk.js';
import { signOut } from '../live/session.js';
import { languages, setLanguage } from '../words.js';
import { CommandBar, openCommandBar } from './command-bar.js';
import classes from './frame.module.css';
import { LinkBanner } from './link-banner.js';
import { useMyActs } from './my-acts.js';
import { NotifyItems } from './notify-items.js';
import { startNotifying } from './notify.js';
import { Presence } from './presence.js';
import { PresenceBanner } from './presence-banner.js';
import { Sayings } from './say.js';
import { spoken } from './shortcuts.js';
import { ShortcutList } from './shortcut-list.js';
import { useLanding } from './use-landing.js';
import { usePlaces } from './use-places.js';
import { useTitle } from './use-title.js';

// Supervisors' and admins' pages are loaded when somebody opens them.
const Board = lazy(() => import('../board/board-page.js'));
const Admin = lazy(() => import('../admin/admin-page.js'));

/** The bar, the pages under it, and what is shown over every page: calls, sayings, the command bar. */
export function Frame() {
  const { t } = useTranslation('frame');
  const supervises = useDesk(isSupervisor);
  const isAdmin = useDesk(({ me }) => me?.role === 'admin');
  useEffect(startNotifying, []);
  return (
    <div className={classes.frame}>
      <Title />
      <header className={classes.bar}>
        <Link href="/" className={classes.brand}>
          <img src={icon} alt="" width="20" height="20" />
          Throughline
        </Link>
        <nav className={classes.tabs} aria-label={t('pages')}>
          <Tab
            href="/"
            name={t('inbox')}
            icon={<Inbox size={15} />}
            isCurrent={(path) => path === '/' || path.startsWith('/c/')}
          />
          {supervises && <Tab href="/board" name={t('board')} icon={<LayoutDashboard size={15} />} />}
          {isAdmin && <Tab href="/admin" name={t('admin')} icon={<Settings size={15} />} />}
        </nav>
        <LinkBanner />
        <span className={classes.spring} />
        <UnstyledButton className={classes.search} onClick={openCommandBar} aria-keyshortcuts={spoken('mod+k')}>
          <Search size={14} aria-hidden />
          {t('searchOrDo')}
          <kbd aria-hidden>{/Mac/.test(navigator.platform) ? '⌘K' : 'Ctrl K'}</kbd>
        </UnstyledButton>
        <Presence />
        <MyMenu />
      </header>
      <PresenceBanner />
      <div className={classes.page}>
        <Suspense fallback={null}>
          <Switch>
            {supervises && <Route path="/board/*?" component={Board} />}
            {isAdmin && <Route path="/admin/*?" component={Admin} />}
            <Route path="/c/:id">{({ id }) => <Desk openId={id} />}</Route>
            <Route path="/customers/:id">{({ id }) => <CustomerPage key={id} id={id} />}</Route>
            <Route path="/">
              <Desk openId={null} />
            </Route>
            <Route>
              <Redirect to="/" replace />
            </Route>
          </Switch>
        </Suspense>
      </div>
      <Calls />
      <CommandBar />
      <ShortcutList />
      <Sayings />
    </div>
  );
}

/** A component of its own: the title changes with every message, and nothing else of the frame does. */
function Title() {
  useTitle();
  usePlaces();
  useMyActs();
  useLanding();
  return null;
}

interface TabProps {
  href: string;
  name: string;
  icon: React.ReactNode;
  isCurrent?: (path: string) => boolean;
}

function Tab({ href, name, icon: picture, isCurrent = (path) => path.startsWith(href) }: TabProps) {
  const [path] = useLocation();
  return (
    <Link href={href} className={classes.tab} aria-current={isCurrent(path) ? 'page' : undefined}>
      {picture}
      {name}
    </Link>
  );
}

function MyMenu() {
  const { t, i18n } = useTranslation('frame');
  const name = useDesk(({ me }) => me?.name);
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button variant="subtle" size="compact-sm" color="gray" aria-label={t('myMenu', { name })}>
          {name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('language')}</Menu.Label>
        {languages.map((each) => (
          <Menu.Item key={each.code} onClick={() => setLanguage(each.code)} aria-current={i18n.language === each.code}>
            {i18n.language === each.code ? '✓ ' : ''}
            {each.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <NotifyItems />
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={14} />} onClick={() => void signOut()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
