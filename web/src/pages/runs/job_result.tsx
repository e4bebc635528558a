// What came of work on a run, in a sentence, with the way to its story.
import {Anchor, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {Job} from '../../api/types';
import {useFormat} from '../../parts/format';
import {Tag} from '../../parts/tag';
import {Told} from '../../parts/told';

interface Result {
  holds?: boolean;
  refused?: string;
  verification?: {run?: string; intact?: number; files?: number};
  seal?: {run?: string; files?: number; bytes?: number} | null;
  receipt?: {run?: string} | null;
}

export function JobResult({job}: {job: Job}) {
  const {t} = useTranslation('runs');
  const format = useFormat();
  if (job.state !== 'done') return null;
  const result = (job.result ?? {}) as Result;
  const run = result.verification?.run || result.seal?.run || result.receipt?.run;
  return (
    <div>
      {job.kind === 'verify' && result.holds !== undefined && (
        <Tag tone={result.holds ? 'good' : 'bad'}>
          {t(result.holds ? 'result.holds' : 'result.broken', {
            intact: format.number(result.verification?.intact ?? 0), files: format.number(result.verification?.files ?? 0),
          })}
        </Tag>
      )}
      {result.refused && <Text size="sm" mt="xs"><Told text={result.refused} /></Text>}
      {job.kind !== 'verify' && <Tag tone="good">{t(`result.${job.kind}`)}</Tag>}
      {run && <Text mt="xs" size="sm"><Anchor component={Link} href={`/runs/${encodeURIComponent(run)}`}>{t('result.story')}</Anchor></Text>}
    </div>
  );
}
