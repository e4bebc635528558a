import {AppShell, Center, Container, Loader} from '@mantine/core';
import {useDisclosure} from '@mantine/hooks';
import {Suspense, useEffect} from 'react';
import {useTranslation} from 'react-i18next';
import {Route, Switch, useLocation} from 'wouter';
import {useEvents} from '../api/events';
import {useAlarm} from './alarm';
import {Header} from './header';
import {LinkNote} from './link_note';
import {Navigation} from './navigation';
import {NotFound} from './not_found';
import {pages} from './pages';
import {PageGuard} from './page_guard';
import {Presence} from './presence';

export function Shell() {
  const {t} = useTranslation();
  const [place] = useLocation();
  const [open, {toggle, close}] = useDisclosure(false);
  useEvents(useAlarm());
  useEffect(() => {
    close();
    window.scrollTo(0, 0);
  }, [place, close]);

  return (
    <AppShell header={{height: 60}} navbar={{width: 280, breakpoint: 'md', collapsed: {desktop: true, mobile: !open}}}>
      <a className="skip" href="#main">{t('skip')}</a>
      <AppShell.Header>
        <Header open={open} toggle={toggle} />
      </AppShell.Header>
      {open && (
        <AppShell.Navbar p="md" aria-label={t('nav.label')}>
          <Navigation stacked />
        </AppShell.Navbar>
      )}
      <Presence />
      <AppShell.Main id="main" tabIndex={-1}>
        <Container size="xl" py={{base: 'md', sm: 'xl'}} px={{base: 'md', sm: 24}}>
          <LinkNote />
          <PageGuard key={place.split('/')[1]}>
            <Suspense fallback={<Center h={240}><Loader aria-label={t('loading')} /></Center>}>
              <Switch>
                {pages.map(({pattern, view}) => <Route key={pattern} path={pattern} component={view} />)}
                <Route component={NotFound} />
              </Switch>
            </Suspense>
          </PageGuard>
        </Container>
      </AppShell.Main>
    </AppShell>
  );
}
