// A job that takes a few seconds and does nothing.
import {ago} from './answer.mjs';
import {publish} from './stream.mjs';

export const jobs = [];
let next = 100;

export function start_job({kind, title, by, total = 3, unit = 'connections', steps = [], result = null, fails = null}) {
  const job = {
    id: `job-${next++}`, kind, title, state: 'queued', by, created: new Date().toISOString(), started: '', ended: '', done: 0,
    total, unit, message: '', attempts: 0, request: {}, result: null, error: null,
  };
  jobs.unshift(job);
  const timer = setInterval(() => {
    if (job.state === 'cancelled') return clearInterval(timer);
    if (job.state === 'queued') Object.assign(job, {state: 'running', started: new Date().toISOString(), attempts: 1});
    else job.done = Math.min(total, job.done + Math.max(1, Math.round(total / 8)));
    job.message = steps[Math.min(steps.length - 1, Math.floor((job.done / total) * steps.length))] ?? '';
    if (job.done >= total) {
      Object.assign(job, {state: fails ? 'failed' : 'done', ended: new Date().toISOString(), result, error: fails, message: ''});
      clearInterval(timer);
      publish('changed', {evidence: 49});
    }
    publish('job', job);
  }, 700);
  return job;
}

jobs.push({
  id: 'job-1', kind: 'audit', title: 'Measure 4 connections', state: 'done', by: 'schedule nightly', created: ago(9.2),
  started: ago(9.2), ended: ago(9.1), done: 4, total: 4, unit: 'connections', message: '', attempts: 1, request: {all: true},
  result: {}, error: null,
});
