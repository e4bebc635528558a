// A capture comes in: dropped or picked, sent with its progress, and then read by the service.
import {Button, Checkbox, Group, Paper, Progress, Select, Stack, Text} from '@mantine/core';
import {IconWaveSine} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useLocation} from 'wouter';
import {ApiError, post} from '../../api/client';
import {useChange, useGet, useList} from '../../api/queries';
import type {CaptureFolders, ConnectionRow, Job} from '../../api/types';
import {DropZone} from '../../parts/drop_zone';
import {ErrorNote} from '../../parts/error_note';
import {useFormat} from '../../parts/format';
import {JobProgress} from '../../parts/job_progress';
import {FromFolder} from './from_folder';
import {type Choice, useUpload} from './use_upload';

function Choices({choice, change}: {choice: Choice; change: (part: Partial<Choice>) => void}) {
  const {t} = useTranslation('captures');
  const connections = useList<ConnectionRow>('/connections', {limit: 500}).data?.items ?? [];
  return (
    <Stack gap="sm">
      <Select label={t('add.connection')} description={t('add.connection_text')} placeholder={t('add.connection_none')} clearable searchable
        data={connections.map((one) => one.endpoint)} value={choice.connection || null}
        clearButtonProps={{'aria-label': t('add.connection_clear')}}
        onChange={(value) => change({connection: value ?? ''})} />
      <Checkbox label={t('add.pseudonymise')} description={t('add.pseudonymise_text')} checked={choice.pseudonymise}
        onChange={(event) => change({pseudonymise: event.currentTarget.checked})} />
      <Checkbox label={t('add.keep')} description={t('add.keep_text')} checked={choice.keep}
        onChange={(event) => change({keep: event.currentTarget.checked})} />
    </Stack>
  );
}

function Sending({file, share, stop}: {file: File; share: number; stop: () => void}) {
  const {t} = useTranslation(['captures', 'common']);
  const format = useFormat();
  return (
    <Paper p="md">
      <Stack gap="xs">
        <Text fw={500} style={{overflowWrap: 'anywhere'}}>{t('add.sending', {name: file.name})}</Text>
        <Progress.Root size="md">
          <Progress.Section value={100 * share} aria-label={t('add.sending', {name: file.name})} animated />
        </Progress.Root>
        <Group justify="space-between">
          <Text size="sm" c="dimmed" role="status">
            {t('common:job.of', {done: format.bytes(share * file.size), total: format.bytes(file.size)})}
          </Text>
          <Button size="compact-sm" variant="default" onClick={stop}>{t('common:cancel')}</Button>
        </Group>
      </Stack>
    </Paper>
  );
}

export function AddCapture() {
  const {t} = useTranslation('captures');
  const format = useFormat();
  const [, go] = useLocation();
  const [choice, set_choice] = useState<Choice>({connection: '', pseudonymise: false, keep: false});
  const [job, set_job] = useState<Job | null>(null);
  const [too_large, set_too_large] = useState<ApiError | null>(null);
  const folders = useGet<CaptureFolders>('/capture-folders').data;
  const sending = useUpload(set_job);
  const reading = useChange((path: string) => post<Job>('/captures/from-folder', {path, connection: choice.connection, pseudonymise: choice.pseudonymise}), set_job);
  const take = (file: File) => {
    const most = folders?.most_bytes ?? Infinity;
    set_job(null);
    set_too_large(file.size > most ? new ApiError(0, 'limit', t('add.too_large', {most: format.bytes(most)}), file.name, t('add.too_large_next')) : null);
    if (file.size <= most) sending.send({file, choice});
  };
  const ended = (done: Job) => {
    const {capture} = (done.result ?? {}) as {capture?: string};
    if (done.state === 'done' && capture) go(`/captures/${encodeURIComponent(capture)}`);
  };
  return (
    <Stack>
      {sending.file ? (
        <Sending file={sending.file} share={sending.share} stop={sending.stop} />
      ) : (
        <>
          <DropZone icon={IconWaveSine} title={t('add.drop')} text={t('add.formats')} pick={t('add.pick')}
            accept=".pcap,.pcapng,.cap,.gz,application/vnd.tcpdump.pcap" take={take} />
          <Choices choice={choice} change={(part) => set_choice({...choice, ...part})} />
          <FromFolder folders={folders?.items ?? []} busy={reading.isPending} read={reading.mutate} />
        </>
      )}
      <ErrorNote error={too_large ?? sending.error ?? reading.error} />
      {job && <JobProgress id={job.id} ended={ended} />}
    </Stack>
  );
}
