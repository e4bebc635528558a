import {Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {useList} from '../../../api/queries';
import type {Job} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {JobProgress, job_tone} from '../../../parts/job_progress';
import {useJobTitle} from '../../../parts/job_title';
import {Section} from '../../../parts/section';
import {type Column, DataTable} from '../../../parts/table';
import {Tag} from '../../../parts/tag';
import {Quoting} from '../../../parts/told';
import {When} from '../../../parts/when';

export function JobList() {
  const {t} = useTranslation(['settings', 'common']);
  const title_of = useJobTitle();
  const {data, error} = useList<Job>('/jobs');
  const under_way = data?.items.filter((one) => one.state === 'running' || one.state === 'queued') ?? [];
  const columns: Column<Job>[] = [
    {id: 'title', header: t('jobs.what'), value: title_of, wide: true},
    {id: 'by', header: t('jobs.by'), value: (one) => one.by},
    {id: 'created', header: t('jobs.created'), value: (one) => one.created, cell: (one) => <When at={one.created} exact />},
    {id: 'state', header: t('jobs.state'), value: (one) => t(`common:job.${one.state}`), cell: (one) => (
      <>
        <Tag tone={job_tone[one.state]}>{t(`common:job.${one.state}`)}</Tag>
        {one.error && <Text size="sm" c="dimmed"><Quoting text={one.error.what} /></Text>}
      </>
    )},
  ];
  return (
    <Section title={t('jobs.title')} lead={t('jobs.lead')}>
      <ErrorNote error={error} />
      {under_way.map((job) => <JobProgress key={job.id} id={job.id} />)}
      {data && (
        <DataTable label={t('jobs.title')} file="jobs" columns={columns} rows={data.items} row_key={(one) => one.id} page={20}
          sort={{id: 'created', descending: true}} empty={<Text size="sm" c="dimmed">{t('jobs.none')}</Text>} />
      )}
    </Section>
  );
}
