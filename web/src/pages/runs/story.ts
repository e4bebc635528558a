// What a run's events add up to: where it was hashed, how far that proves its way, where it lies, how it stands.
import type {FileVerdict, HashedAt, RunDetail, RunEvent} from '../../api/types';

type Fields = Record<string, unknown>;
export const details_of = (event: RunEvent): Fields =>
  event.details && typeof event.details === 'object' && !Array.isArray(event.details) ? (event.details as Fields) : {};
export const word = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

const newest = (events: RunEvent[], kinds: RunEvent['kind'][]) =>
  [...events].sort((a, b) => b.at.localeCompare(a.at)).find((event) => kinds.includes(event.kind));
const fine = (event: RunEvent) => event.outcome === 'ok';

export interface Way {
  hashed_at?: HashedAt; // nothing: never sealed
  host: string;
  arrived: boolean; // another place has it, checked against the seal
  receiver: string;
}

// The latest seal decides: what was hashed earlier on the way counts only as long as nobody sealed it anew.
export function way_of(events: RunEvent[]): Way {
  const last = newest(events, ['sealed', 'sent', 'received']);
  const seal = last && newest(events.filter((event) => event.seal_sha256 === last.seal_sha256 && word(details_of(event).hashed_at)), [
    'sealed', 'sent', 'received',
  ]);
  const travelled = events.find((event) => ['sent', 'received'].includes(event.kind) && fine(event) && event.seal_sha256 === last?.seal_sha256);
  return {
    hashed_at: seal ? (word(details_of(seal).hashed_at) as HashedAt) : undefined,
    host: seal ? word(details_of(seal).host) : '',
    arrived: travelled !== undefined,
    receiver: travelled ? travelled.to : '',
  };
}

// Whether the way between two stations is proved: hashed before it, and compared after it.
export function legs_of({hashed_at, arrived}: Way): {to_gateway: boolean; to_storage: boolean} {
  return {to_gateway: hashed_at === 'source' && arrived, to_storage: (hashed_at === 'source' || hashed_at === 'gateway') && arrived};
}

export type Standing = 'intact' | 'broken' | 'unread' | 'failed';
// How the run stands after its latest check. `unread`: sealed or moved, and not read again since.
export function standing_of({events, failed}: RunDetail): Standing {
  if (failed) return 'broken';
  const last = newest(events, ['sealed', 'sent', 'received', 'verified']);
  if (!last) return 'unread';
  if (!fine(last)) return last.kind === 'verified' ? 'broken' : 'failed';
  return last.kind === 'verified' ? 'intact' : 'unread';
}

// The files that were wrong at the last check that failed; `all` may be more than are listed.
export function files_of({failed}: {failed: RunEvent | null}): {files: FileVerdict[]; all: number} {
  if (!failed) return {files: [], all: 0};
  const details = details_of(failed);
  const files = (Array.isArray(details.verdicts) ? details.verdicts : []) as FileVerdict[];
  return {files, all: Math.max(Number(details.verdicts_in_all) || 0, files.length)};
}

// Folders of this machine that hold the run, latest first.
export function folders_of(events: RunEvent[]): string[] {
  const places = [...events]
    .sort((a, b) => b.at.localeCompare(a.at))
    .flatMap(({kind, run, from, to}) => {
      if (kind === 'received') return [to];
      const sent_into = to.startsWith('file:///') ? `${decodeURI(to.slice('file://'.length)).replace(/\/$/, '')}/${run}` : '';
      return kind === 'sent' ? [from, sent_into] : [from];
    });
  return [...new Set(places.filter((place) => place.startsWith('/')))];
}
