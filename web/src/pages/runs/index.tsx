// /runs and /runs/NAME
import {useParams} from 'wouter';
import {RunPage} from './run_page';
import {RunsPage} from './runs_page';

export default function Page() {
  const name = useParams<{'*'?: string}>()['*'] ?? '';
  return name === '' ? <RunsPage /> : <RunPage name={name} key={name} />;
}
