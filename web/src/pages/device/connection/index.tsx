import {useSearchParams} from 'wouter';
import {ConnectionList} from '../list/connection_list';
import {PlanList} from '../list/plan_list';
import {ConnectionPage} from './connection_page';

// /connection: all of them; ?endpoint=…: one (and &observation=…: as it was then); ?view=plan: what to do first.
export function ConnectionIndex() {
  const [search] = useSearchParams();
  const endpoint = search.get('endpoint');
  if (endpoint) return <ConnectionPage key={endpoint} endpoint={endpoint} earlier={search.get('observation')} />;
  return search.get('view') === 'plan' ? <PlanList /> : <ConnectionList />;
}
