// Long work that goes on in the service: what it is at, how far, and a way to stop it.
import {Button, Group, Paper, Progress, Stack, Text} from '@mantine/core';
import {useEffect, useRef, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {ApiError, remove} from '../api/client';
import {useChange, useGet} from '../api/queries';
import {useMay, useMe} from '../api/session';
import type {Job} from '../api/types';
import {Confirm} from './confirm';
import {ErrorNote} from './error_note';
import {useFormat} from './format';
import {useJobTitle} from './job_title';
import {Tag, type Tone} from './tag';
import {useTold} from './told';

export const job_tone: Record<Job['state'], Tone> = {queued: 'none', running: 'accent', done: 'good', failed: 'bad', cancelled: 'warn'};
const over = (job?: Job) => job !== undefined && job.state !== 'queued' && job.state !== 'running';

// Progress comes with the page's events; asked for as well, should they not come through.
export function JobProgress({id, ended}: {id: string; ended?: (job: Job) => void}) {
  const {t} = useTranslation();
  const format = useFormat();
  const title_of = useJobTitle();
  const told = useTold();
  const {data: job, error} = useGet<Job>(`/jobs/${id}`, {}, {
    refetchInterval: (query) => (over(query.state.data as Job | undefined) ? false : 4000),
  });
  const me = useMe();
  const administers = useMay('administer');
  const [asking, set_asking] = useState(false); // somebody else's job ends with a reason
  const stop = useChange((why?: string) => remove(`/jobs/${id}`, undefined, {why}), () => set_asking(false));
  const ended_before = useRef('');
  useEffect(() => {
    if (!job || !over(job) || ended_before.current === id) return;
    ended_before.current = id;
    ended?.(job);
  }, [job, id, ended]);

  if (error) return <ErrorNote error={error} />;
  if (!job) return null;
  const own = job.by === me.account;
  const share = job.total ? Math.min(100, (100 * job.done) / job.total) : over(job) ? 100 : 0;
  const amount = (value: number) => (job.unit === 'bytes' ? format.bytes(value) : format.number(value));
  return (
    <Paper p="md">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Text fw={500} style={{minWidth: 0}}>{title_of(job)}</Text>
          <Tag tone={job_tone[job.state]}>{t(`job.${job.state}`)}</Tag>
        </Group>
        <Progress.Root size="md">
          <Progress.Section value={share} color={job.state === 'failed' ? 'red' : 'teal'} aria-label={title_of(job)}
            animated={job.state === 'running'} />
        </Progress.Root>
        <Group justify="space-between">
          <Text size="sm" c="dimmed" role="status" aria-live="polite">
            {told(job.message) ?? job.message}
            {job.total > 0 && ` ${t('job.of', {done: amount(job.done), total: amount(job.total)})}`}
          </Text>
          {!over(job) && (own || administers) && (
            <Button size="compact-sm" variant="default" loading={stop.isPending} onClick={() => (own ? stop.mutate(undefined) : set_asking(true))}>
              {t('job.stop')}
            </Button>
          )}
        </Group>
        {job.error && <ErrorNote error={new ApiError(0, job.error.code, job.error.what, job.error.where, job.error.next)} />}
        {!asking && <ErrorNote error={stop.error} />}
      </Stack>
      {asking && !over(job) && (
        <Confirm title={t('job.stop_title', {title: title_of(job), by: job.by})} go={t('job.stop')} danger why busy={stop.isPending} error={stop.error}
          confirm={(why) => stop.mutate(why)} close={() => set_asking(false)} />
      )}
    </Paper>
  );
}
