import {Box, Burger, Tooltip} from '@mantine/core';
import {IconPlugConnectedX} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useEventState} from '../api/events';
import mark from '../mark.svg';
import {AccountMenu} from './account_menu';
import {Choices} from './choices';
import {Navigation} from './navigation';
import classes from './shell.module.css';

export function Header({open, toggle}: {open: boolean; toggle: () => void}) {
  const {t} = useTranslation();
  const events = useEventState();
  return (
    <div className={classes.bar}>
      <Burger hiddenFrom="md" opened={open} onClick={toggle} size="sm" aria-expanded={open}
        aria-label={t(open ? 'nav.close' : 'nav.open')} />
      <Link href="/" className={classes.brand}>
        <img src={mark} width={28} height={28} alt="" />
        runseal
      </Link>
      <Box component="nav" visibleFrom="md" aria-label={t('nav.label')}>
        <Navigation />
      </Box>
      <div className={classes.end}>
        {events === 'broken' && (
          <Tooltip label={t('not_live')}>
            <IconPlugConnectedX size={20} role="img" aria-label={t('not_live')} tabIndex={0} />
          </Tooltip>
        )}
        <Choices />
        <AccountMenu />
      </div>
    </div>
  );
}
