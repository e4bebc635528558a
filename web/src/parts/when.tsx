// A moment: how long ago it was, and exactly when on asking. Nothing when there was none.
import {Tooltip} from '@mantine/core';
import {useFormat} from './format';

export function When({at, never = '–', exact = false}: {at: string; never?: string; exact?: boolean}) {
  const format = useFormat();
  if (!at) return <>{never}</>;
  return (
    <Tooltip label={`${format.exact(at)} · ${at}`}>
      <time dateTime={at} style={{whiteSpace: 'nowrap'}}>{exact ? format.time(at) : format.ago(at)}</time>
    </Tooltip>
  );
}
