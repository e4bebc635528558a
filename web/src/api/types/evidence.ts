import type {Json} from './audit';

export interface Entry {
  v: number;
  id: string;
  kind: string;
  subject: string;
  at: string;
  user: string;
  data: Json;
  via?: string;
  why?: string;
  before?: Json;
}
// GET /evidence
export interface EvidencePage {items: {index: number; entry: Entry}[]; size: number; next: number | null}
// GET /evidence/{index}
export interface EvidenceEntry {index: number; entry: Entry; leaf_base64: string}
// GET /evidence/{index}/proof
export interface Proof {index: number; size: number; leaf: string; path: string[]; checkpoint: string; key: string}
// GET /evidence/checkpoints: `path` shows that the log of `checkpoint` goes on from the row's
export interface CheckpointRow {size: number; root: string; checkpoint: string; holds: boolean; problem: string; path: string[]}
export interface Checkpoints {checkpoint: string; size: number; items: CheckpointRow[]; next: number | null}
// GET /evidence/key
export interface LogKey {key: string; origin: string}
