// /evidence, /evidence/12, /evidence/checkpoints, /evidence/how
import {useParams} from 'wouter';
import {NotFound} from '../../shell/not_found';
import {CheckpointsPage} from './checkpoints_page';
import {EntryPage} from './entry_page';
import {HowPage} from './how_page';
import {LogPage} from './log_page';

export default function Page() {
  const place = useParams<{'*'?: string}>()['*'] ?? '';
  if (place === '') return <LogPage />;
  if (place === 'checkpoints') return <CheckpointsPage />;
  if (place === 'how') return <HowPage />;
  return /^(0|[1-9][0-9]{0,14})$/.test(place) ? <EntryPage index={Number(place)} key={place} /> : <NotFound />;
}
