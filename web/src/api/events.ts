// One stream of events a page: what was recorded elsewhere, how far long work is, what is being received.
import {type QueryClient, useQueryClient} from '@tanstack/react-query';
import {useEffect, useSyncExternalStore} from 'react';
import {base} from './client';
import {type List, key_of} from './queries';
import type {Job, Transfer} from './types';

type State = 'connecting' | 'live' | 'broken';
let state: State = 'connecting';
const watchers = new Set<() => void>();
function become(next: State) {
  state = next;
  for (const tell of watchers) tell();
}
const watch = (tell: () => void) => {
  watchers.add(tell);
  return () => watchers.delete(tell);
};
export const useEventState = () => useSyncExternalStore(watch, () => state);

// What somebody should know at once: {"kind": "worse" | "schedule" | "account-locked", …}
export type Alert = {kind: string} & Record<string, unknown>;

// What is seldom equal to what was shown: asked for again, but not more than once in half a second.
function refetcher(queries: QueryClient) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void queries.invalidateQueries({queryKey: ['api']});
    }, 500);
  };
}

function keep_job(queries: QueryClient, job: Job) {
  queries.setQueryData(key_of(`/jobs/${job.id}`), job);
  queries.setQueriesData<List<Job>>({queryKey: ['api', '/jobs']}, (old) => {
    if (!old) return old;
    const known = old.items.some((one) => one.id === job.id);
    return known
      ? {...old, items: old.items.map((one) => (one.id === job.id ? job : one))}
      : {items: [job, ...old.items], total: old.total + 1};
  });
}

// Mounted once, while somebody is signed in. `alarm` must stay the same function.
export function useEvents(alarm: (alert: Alert) => void) {
  const queries = useQueryClient();
  useEffect(() => {
    const refetch = refetcher(queries);
    let source: EventSource | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let wait = 1000;
    const connect = () => {
      source = new EventSource(`${base}/events`);
      source.onopen = () => {
        if (state === 'broken') refetch();
        wait = 1000;
        become('live');
      };
      source.onerror = () => {
        become('broken');
        if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again itself
        again = setTimeout(connect, wait);
        wait = Math.min(wait * 2, 30_000);
      };
      source.addEventListener('changed', refetch);
      source.addEventListener('job', (event) => keep_job(queries, JSON.parse((event as MessageEvent).data) as Job));
      source.addEventListener('alert', (event) => alarm(JSON.parse((event as MessageEvent).data) as Alert));
      source.addEventListener('transfers', (event) => {
        const {items} = JSON.parse((event as MessageEvent).data) as {items: Transfer[]};
        queries.setQueriesData({queryKey: ['api', '/transfers']}, {items, total: items.length});
      });
    };
    connect();
    return () => {
      source?.close();
      clearTimeout(again);
      become('connecting');
    };
  }, [queries, alarm]);
}
