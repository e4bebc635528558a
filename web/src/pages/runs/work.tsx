// Jobs on runs that are under way, each with its progress.
import {Stack} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {JobProgress} from '../../parts/job_progress';
import {Section} from '../../parts/section';
import type {RunJob} from './use_work';

export function Work({jobs}: {jobs: RunJob[]}) {
  const {t} = useTranslation('runs');
  if (!jobs.length) return null;
  return (
    <Section title={t('work.title')}>
      <Stack gap="sm">{jobs.map((job) => <JobProgress key={job.id} id={job.id} />)}</Stack>
    </Section>
  );
}
