// What this browser remembers of the log: its key and its newest checkpoint. Another key, or a log that has become
// shorter or tells another past, is shown even where its own signatures are right.
import type {Checkpoint} from './note';
import {root_text} from './note';

const key_place = 'runseal-log-key';
const checkpoint_place = 'runseal-log-checkpoint';

export interface Pin {key: string; at: string}
export interface Seen {origin: string; size: number; root: string; at: string}

function recall<T>(place: string): T | undefined {
  try {
    return (JSON.parse(localStorage.getItem(place) ?? 'null') as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(place: string, value: unknown): boolean {
  try {
    localStorage.setItem(place, JSON.stringify(value));
    return true;
  } catch {
    return false; // a browser that keeps nothing: every sight of the key is the first
  }
}

export const known_key = () => recall<Pin>(key_place);
export const trust_key = (key: string, now: Date) => keep(key_place, {key, at: now.toISOString()});
export const forget_log = () => {
  for (const place of [key_place, checkpoint_place])
    try {
      localStorage.removeItem(place);
    } catch {
      // nothing was kept
    }
};

export type Meeting = 'first' | 'known' | 'changed';
// The first key that is seen is remembered; another one later is never taken silently.
export function meet_key(key: string, now: Date): Meeting {
  const pin = known_key();
  if (pin) return pin.key === key ? 'known' : 'changed';
  trust_key(key, now);
  return 'first';
}

export type Course = 'onward' | 'shorter' | 'other-past';
// `newest`: a checkpoint whose signature was checked. Remembers the longest.
export function follow(newest: Checkpoint, now: Date): Course {
  const seen = recall<Seen>(checkpoint_place);
  const root = root_text(newest);
  if (seen && seen.origin === newest.origin) {
    if (newest.size < seen.size) return 'shorter';
    if (newest.size === seen.size) return root === seen.root ? 'onward' : 'other-past';
  }
  keep(checkpoint_place, {origin: newest.origin, size: newest.size, root, at: now.toISOString()});
  return 'onward';
}
export const last_seen = () => recall<Seen>(checkpoint_place);
