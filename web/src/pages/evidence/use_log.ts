// The log's key as the service names it, against the one that this browser remembers.
import {useCallback, useEffect, useState, useSyncExternalStore} from 'react';
import {useGet} from '../../api/queries';
import type {LogKey} from '../../api/types';
import {check_checkpoint} from '../../proof/check';
import {type Course, type Meeting, type Pin, follow, known_key, meet_key, trust_key} from '../../proof/pin';

let turn = 0;
const watchers = new Set<() => void>();
const watch = (tell: () => void) => {
  watchers.add(tell);
  return () => watchers.delete(tell);
};

export interface LogTrust {
  key?: string; // as the service names it
  pin?: Pin; // as this browser remembers it
  meeting?: Meeting;
  accept: () => void; // take the new key for the right one
}

export function useLogTrust(): LogTrust {
  useSyncExternalStore(watch, () => turn);
  const {data} = useGet<LogKey>('/evidence/key');
  const [meeting, set_meeting] = useState<Meeting>();
  const key = data?.key;
  useEffect(() => {
    if (key) set_meeting((old) => (old === 'first' ? old : meet_key(key, new Date())));
  }, [key]);
  const accept = useCallback(() => {
    if (!key) return;
    trust_key(key, new Date());
    set_meeting('known');
    ++turn;
    for (const tell of watchers) tell();
  }, [key]);
  return {key, pin: known_key(), meeting, accept};
}

// Whether the log went on from where this browser saw it last; nothing until that could be checked.
export function useCourse(newest: string | undefined, key: string | undefined): Course | undefined {
  const [course, set_course] = useState<Course>();
  useEffect(() => {
    if (!newest || !key) return;
    let there = true;
    void check_checkpoint(newest, key).then(({verdict, checkpoint}) => {
      if (there && verdict === 'holds' && checkpoint) set_course(follow(checkpoint, new Date()));
    });
    return () => {
      there = false;
    };
  }, [newest, key]);
  return course;
}
