// A capture on its way to the service: how much of it has gone, and a way to stop it.
import {useMutation, useQueryClient} from '@tanstack/react-query';
import {useRef, useState} from 'react';
import {type ApiError, upload} from '../../api/client';
import type {Job} from '../../api/types';

export interface Choice {connection: string; pseudonymise: boolean; keep: boolean}

export function useUpload(started: (job: Job) => void) {
  const queries = useQueryClient();
  const [share, set_share] = useState(0);
  const stop = useRef<AbortController | null>(null);
  const sending = useMutation<Job, ApiError, {file: File; choice: Choice}>({
    mutationFn: ({file, choice}) => {
      stop.current = new AbortController();
      set_share(0);
      return upload<Job>('/captures', file, {file_name: file.name, ...choice}, set_share, stop.current.signal);
    },
    onSuccess: (job) => {
      void queries.invalidateQueries({queryKey: ['api']});
      started(job);
    },
  });
  const stopped = sending.error?.code === 'cancelled';
  return {
    send: sending.mutate, file: sending.isPending ? sending.variables.file : null, share,
    error: stopped ? null : sending.error, stop: () => stop.current?.abort(),
  };
}
