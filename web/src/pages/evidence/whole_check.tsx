// The service reads and hashes the whole log again.
import {Button, Card, Stack, Text, Title} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../api/client';
import {useChange} from '../../api/queries';
import type {Job} from '../../api/types';
import {ErrorNote} from '../../parts/error_note';
import {JobProgress} from '../../parts/job_progress';
import {Tag} from '../../parts/tag';
import {Told} from '../../parts/told';

interface Found {holds?: boolean; entries?: number; problems?: {what: string; where: string}[]}

export function WholeCheck() {
  const {t} = useTranslation('evidence');
  const [job, set_job] = useState('');
  const [found, set_found] = useState<Found | null>(null);
  const check = useChange(() => post<Job>('/evidence/checks'), (made) => {
    set_found(null);
    set_job(made.id);
  });
  return (
    <Card>
      <Stack gap="sm">
        <Title order={2} size="h3">{t('whole.title')}</Title>
        <Text size="sm" c="dimmed">{t('whole.text')}</Text>
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate(undefined)}>{t('whole.do')}</Button>
        <ErrorNote error={check.error} />
        {job && <JobProgress id={job} ended={(ended) => set_found((ended.result ?? {}) as Found)} />}
        {found?.holds !== undefined && (
          <div>
            <Tag tone={found.holds ? 'good' : 'bad'}>
              {t(found.holds ? 'whole.holds' : 'whole.broken', {count: found.entries ?? 0})}
            </Tag>
          </div>
        )}
        {found?.problems?.map(({what, where}) => (
          <Text key={where + what} size="sm" c="var(--bad-ink)"><span className="mono">{where}</span> <Told text={what} /></Text>
        ))}
      </Stack>
    </Card>
  );
}
