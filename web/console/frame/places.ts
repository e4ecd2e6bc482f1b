import { sectionKeys } from '../admin/section-keys.js';
import type { Me } from '../live/desk.js';
import { words } from '../words.js';

/** A page of the console, by its name in the reader's language. */
export interface Place {
  href: string;
  name: string;
  keys?: string;
}

/** The pages that somebody may open: the inbox, a supervisor's boards, an admin's set-up. */
export function placesOf(role: Me['role'] | undefined): Place[] {
  const [board, admin] = [words.t('frame:board'), words.t('frame:admin')];
  const supervised: Place[] = [
    { href: '/board', name: board, keys: 'g b' },
    { href: '/board/day', name: `${board}: ${words.t('board:day')}`, keys: 'g d' },
    { href: '/board/moves', name: `${board}: ${words.t('board:moves')}`, keys: 'g m' },
    { href: '/board/audit', name: `${board}: ${words.t('board:audit')}`, keys: 'g a' },
    { href: '/board/wallboards', name: `${board}: ${words.t('board:wallboards')}`, keys: 'g w' },
  ];
  const setUp: Place[] = [
    { href: '/admin', name: admin, keys: 'g s' },
    ...sectionKeys.map((key) => ({ href: `/admin/${key}`, name: `${admin}: ${words.t(`admin:section.${key}`)}` })),
  ];
  return [
    { href: '/', name: words.t('frame:inbox'), keys: 'g i' },
    ...(role === 'supervisor' || role === 'admin' ? supervised : []),
    ...(role === 'admin' ? setUp : []),
  ];
}
