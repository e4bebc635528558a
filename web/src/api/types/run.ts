// As src/model/run.h writes it.
import type {Json} from './audit';

export type HashedAt = 'source' | 'gateway' | 'storage';
export type FileState = 'intact' | 'altered' | 'missing' | 'extra' | 'truncated' | 'grown' | 'late' | 'unreadable';

export interface FileVerdict {path: string; state: FileState; detail: string}
export interface RunEvent {
  id: string;
  run: string;
  kind: 'sealed' | 'sent' | 'received' | 'verified';
  at: string;
  from: string;
  to: string;
  seal_sha256: string;
  outcome: string;
  details: Json;
  evidence?: number | null;
}
// GET /runs: `failed` is the check that found wrong files, until one holds again
export interface RunRow {
  run: string;
  state: string;
  at: string;
  bytes: number | null;
  files: number | null;
  place: string;
  last: RunEvent['kind'];
  outcome: string;
  events: number;
  failed: RunEvent | null;
  evidence: number | null;
}
// GET /runs/{name}
export interface RunDetail {run: string; events: RunEvent[]; failed: RunEvent | null}
// GET /run-folders
export interface RunFolders {items: {folder: string; runs: string[]}[]; sinks: string[]}
// GET /transfers
export interface Transfer {
  id: string;
  run: string;
  direction: 'sent' | 'received';
  from: string;
  to: string;
  started: string;
  files: number;
  total_files: number;
  bytes: number;
  total_bytes: number; // 0: not known
  rate: number; // bytes a second, lately
  eta_s: number | null;
  state: 'moving' | 'waiting' | 'finishing';
}
// GET /nodes
export interface Node {
  name: string;
  key: string;
  address: string;
  folder: string;
  paired_at: string;
  expires: string;
  revoked: string;
  fingerprint: string;
  state: 'paired' | 'ended' | 'revoked' | 'damaged';
}
