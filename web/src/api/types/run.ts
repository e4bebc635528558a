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
}
// GET /runs
export interface RunRow {
  run: string;
  state: string;
  at: string;
  bytes: number;
  files: number;
  place: string;
  failed: number;
}
// GET /runs/{name}
export interface RunDetail {run: string; events: RunEvent[]; failed: FileVerdict[]}
// GET /transfers
export interface Transfer {
  id: string;
  run: string;
  direction: 'in' | 'out';
  from: string;
  to: string;
  files: number;
  bytes: number;
  total_bytes: number;
  rate: number;
  eta_s: number | null;
  state: string;
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
}
