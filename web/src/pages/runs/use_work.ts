// Jobs on runs: those under way, and starting one.
import {useList, useChange} from '../../api/queries';
import {post} from '../../api/client';
import type {Job} from '../../api/types';

export const work_kinds = ['verify', 'seal', 'send'] as const;
export type WorkKind = (typeof work_kinds)[number];
const paths: Record<WorkKind, string> = {verify: '/runs/verifications', seal: '/runs/seals', send: '/runs/sends'};

export interface RunJob {id: string; kind: WorkKind; run: string}
export type Wish = Record<string, string | number | boolean | string[]>;

function run_of(job: Job): string {
  const request = job.request as {path?: string} | null;
  return (request?.path ?? '').replace(/\/+$/, '').split('/').at(-1) ?? '';
}

export function useWork(run?: string): {running: RunJob[]} {
  const {data} = useList<Job>('/jobs');
  const running = (data?.items ?? [])
    .filter((job) => (job.state === 'running' || job.state === 'queued') && (work_kinds as readonly string[]).includes(job.kind))
    .map((job) => ({id: job.id, kind: job.kind as WorkKind, run: run_of(job)}))
    .filter((job) => run === undefined || job.run === run);
  return {running};
}

export const useStart = (started: (job: Job) => void) =>
  useChange(({kind, wish}: {kind: WorkKind; wish: Wish}) => post<Job>(paths[kind], wish), started);
