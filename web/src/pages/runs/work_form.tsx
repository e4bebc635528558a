// Verify, seal or send a run: what is asked, and then how far it is.
import {Button, Group, Modal, Stack, Text} from '@mantine/core';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import type {Job} from '../../api/types';
import {ErrorNote} from '../../parts/error_note';
import {JobProgress} from '../../parts/job_progress';
import {JobResult} from './job_result';
import {type WorkKind, type Wish, useStart} from './use_work';
import {type Filled, WorkFields} from './work_fields';

function wish_of(kind: WorkKind, filled: Filled): Wish {
  const wish: Wish = {path: filled.path.trim()};
  const only = filled.only.split('\n').map((line) => line.trim()).filter(Boolean);
  if (kind === 'verify') return only.length ? {...wish, only} : wish;
  wish.hashed_at = filled.hashed_at;
  if (filled.complete) wish.complete = 'operator';
  if (kind === 'seal') return filled.trust_stat ? {...wish, trust_stat: true} : wish;
  wish.sink = filled.sink.trim();
  return filled.limit_mb ? {...wish, limit: Math.round(Number(filled.limit_mb) * 1e6)} : wish;
}

export function WorkForm({kind, path = '', close}: {kind: WorkKind; path?: string; close: () => void}) {
  const {t} = useTranslation(['runs', 'common']);
  const [filled, set_filled] = useState<Filled>({
    path, only: '', hashed_at: kind === 'send' ? 'gateway' : 'storage', complete: false, trust_stat: false, sink: '', limit_mb: '',
  });
  const [job, set_job] = useState<Job | null>(null);
  const [ended, set_ended] = useState<Job | null>(null);
  const start = useStart(set_job);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({kind, wish: wish_of(kind, filled)});
  };
  return (
    <Modal opened onClose={close} title={t(`work.${kind}`)} size="lg" closeButtonProps={{'aria-label': t('common:close')}}>
      {job ? (
        <Stack>
          <JobProgress id={job.id} ended={set_ended} />
          {ended && <JobResult job={ended} />}
          <Group justify="space-between">
            <Text size="sm" c="dimmed">{ended ? '' : t('work.goes_on')}</Text>
            <Button variant="default" onClick={close}>{t('common:close')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm" c="dimmed">{t(`work.${kind}_text`)}</Text>
            <WorkFields kind={kind} filled={filled} change={(part) => set_filled({...filled, ...part})} />
            <ErrorNote error={start.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>{t('common:cancel')}</Button>
              <Button type="submit" loading={start.isPending}>{t(`work.${kind}_do`)}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
