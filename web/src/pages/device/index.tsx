import {Route, Switch} from 'wouter';
import {ConnectionIndex} from './connection';
import {DevicePage} from './device/device_page';
import {DeviceList} from './list/device_list';

export default function Page() {
  return (
    <Switch>
      <Route path="/devices" component={DeviceList} />
      <Route path="/connection" component={ConnectionIndex} />
      <Route path="/devices/:id">{({id}) => <DevicePage key={id} id={id} />}</Route>
    </Switch>
  );
}
