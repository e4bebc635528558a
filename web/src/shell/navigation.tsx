import {NavLink} from '@mantine/core';
import {
  IconBinaryTree2, IconDeviceDesktopAnalytics, IconLayoutDashboard, IconMailOpened, IconSettings, IconStack2, IconWaveSine,
} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link, useLocation} from 'wouter';
import classes from './shell.module.css';

const places = [
  {path: '/', word: 'overview', icon: IconLayoutDashboard},
  {path: '/notices', word: 'notices', icon: IconMailOpened},
  {path: '/devices', word: 'devices', icon: IconDeviceDesktopAnalytics},
  {path: '/runs', word: 'runs', icon: IconStack2},
  {path: '/captures', word: 'captures', icon: IconWaveSine},
  {path: '/evidence', word: 'evidence', icon: IconBinaryTree2},
  {path: '/settings', word: 'settings', icon: IconSettings},
];

function stands_in(path: string, place: string): boolean {
  if (path === '/devices' && place === '/connection') return true;
  return path === '/' ? place === '/' : place === path || place.startsWith(`${path}/`);
}

export function Navigation({stacked = false}: {stacked?: boolean}) {
  const {t} = useTranslation();
  const [place] = useLocation();
  return (
    <ul className={stacked ? classes.stacked : classes.row}>
      {places.map(({path, word, icon: Icon}) => {
        const here = stands_in(path, place);
        return (
          <li key={path}>
            {stacked ? (
              <NavLink component={Link} href={path} active={here} aria-current={here ? 'page' : undefined}
                label={t(`nav.${word}`)} leftSection={<Icon size={20} stroke={1.6} aria-hidden />} />
            ) : (
              <Link href={path} className={classes.place} aria-current={here ? 'page' : undefined}>
                {t(`nav.${word}`)}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
