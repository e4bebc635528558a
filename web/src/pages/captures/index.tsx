// /captures and /captures/ID
import {useParams} from 'wouter';
import {CapturePage} from './capture_page';
import {CapturesPage} from './captures_page';

export default function Page() {
  const id = useParams<{'*'?: string}>()['*'] ?? '';
  return id === '' ? <CapturesPage /> : <CapturePage id={id} key={id} />;
}
