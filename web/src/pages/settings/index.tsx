import {useTranslation} from 'react-i18next';
import {Link, Redirect, Route, Switch, useLocation} from 'wouter';
import {useMay} from '../../api/session';
import {PageTitle} from '../../parts/page_title';
import {NotFound} from '../../shell/not_found';
import {AccountList} from './accounts/list';
import {OneAccount} from './accounts/one';
import {MailPart} from './mail';
import {Mine} from './me';
import {Nodes} from './nodes';
import {Schedules} from './schedules';
import {Service} from './service';
import classes from './settings.module.css';

const parts = [
  {word: 'me', view: Mine}, {word: 'accounts', view: AccountList, inspects: true}, {word: 'nodes', view: Nodes},
  {word: 'schedules', view: Schedules}, {word: 'mail', view: MailPart, inspects: true}, {word: 'service', view: Service, inspects: true},
];

// on a narrow screen the names of the parts scroll
const into_view = (link: HTMLAnchorElement | null) => link?.scrollIntoView({block: 'nearest', inline: 'nearest'});

export default function Page() {
  const {t} = useTranslation('settings');
  const [place] = useLocation();
  const inspects = useMay('inspect');
  const shown = parts.filter((part) => inspects || !part.inspects);
  return (
    <>
      <PageTitle title={t('title')} />
      <nav aria-label={t('parts')} className={classes.parts}>
        {shown.map(({word}) => (
          <Link key={word} href={`/settings/${word}`} className={classes.part} ref={place.startsWith(`/settings/${word}`) ? into_view : null}
            aria-current={place.startsWith(`/settings/${word}`) ? 'page' : undefined}>
            {t(`part.${word}`)}
          </Link>
        ))}
      </nav>
      <Switch>
        <Route path="/settings"><Redirect to="/settings/me" replace /></Route>
        {shown.map(({word, view}) => <Route key={word} path={`/settings/${word}`} component={view} />)}
        {inspects && <Route path="/settings/accounts/:name">{({name}) => <OneAccount name={decodeURIComponent(name)} />}</Route>}
        <Route component={NotFound} />
      </Switch>
    </>
  );
}
