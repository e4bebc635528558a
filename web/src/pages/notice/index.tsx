import {Route, Switch} from 'wouter';
import {AddLetter} from './add/add_letter';
import {NoticeList} from './list';
import {NoticePage} from './notice_page';

export default function Page() {
  return (
    <Switch>
      <Route path="/notices" component={NoticeList} />
      <Route path="/notices/new" component={AddLetter} />
      <Route path="/notices/:id/:tab?">{({id, tab}) => <NoticePage key={id} id={id} tab={tab} />}</Route>
    </Switch>
  );
}
