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
export interface EvidencePage {items: {index: number; entry: Entry}[]; size: number}
// GET /evidence/{index}
export interface EvidenceEntry {index: number; entry: Entry; leaf_base64: string}
// GET /evidence/{index}/proof
export interface Proof {index: number; size: number; leaf: string; path: string[]; checkpoint: string; key: string}
export interface CheckpointRow {size: number; root: string; at: string; note?: string}
