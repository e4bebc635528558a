import {Button, Group} from '@mantine/core';
import {IconDatabaseExport} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {Job} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {JobProgress} from '../../../parts/job_progress';
import {Section} from '../../../parts/section';

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
    </Section>
  );
}
