// Starts a measurement; the job then tells how far it is.
import {useState} from 'react';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import type {Job} from '../../../api/types';

type Asked = {names: string[]} | {all: true};

export function useAudit() {
  const [job, set_job] = useState('');
  const starting = useChange((asked: Asked) => post<Job>('/audits', asked), (started) => set_job(started.id));
  return {job, begin: starting.mutate, starting: starting.isPending, error: starting.error};
}
