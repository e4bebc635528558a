import {Button, Group, Text} from '@mantine/core';
import {IconDatabaseExport} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../../api/client';
import {useChange, useGet} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {Job} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {JobProgress} from '../../../parts/job_progress';
import {Section} from '../../../parts/section';

// Where the file is, once it is there.
function Made({id}: {id: string}) {
  const {t} = useTranslation('settings');
  const {data: job} = useGet<Job>(`/jobs/${id}`);
  const result = job?.result;
  if (job?.state !== 'done' || !result || typeof result !== 'object' || Array.isArray(result)) return null;
  return <Text size="sm">{t('backup.file')} <span className="mono">{String(result.file ?? '')}</span></Text>;
}

export function Backup() {
  const {t} = useTranslation('settings');
  const administers = useMay('administer');
  const [job, set_job] = useState('');
  const starting = useChange(() => post<Job>('/backup'), (started) => set_job(started.id));
  return (
    <Section title={t('backup.title')} lead={t('backup.lead')}>
      {administers && (
        <Group>
          <Button variant="default" leftSection={<IconDatabaseExport size={17} aria-hidden />} loading={starting.isPending}
            onClick={() => starting.mutate(undefined)}>
            {t('backup.go')}
          </Button>
        </Group>
      )}
      <ErrorNote error={starting.error} />
      {job && <JobProgress id={job} />}
      {job && <Made id={job} />}
    </Section>
  );
}
