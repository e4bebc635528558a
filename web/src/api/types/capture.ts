import type {Axis, Protection, Severity} from './audit';

// GET /captures
export interface CaptureRow {
  id: string;
  at: string;
  by: string;
  file_name: string;
  file_bytes: number;
  pseudonymised: boolean;
  kept: boolean;
  whole: boolean;
  packets: number;
  from: string;
  to: string;
  integrity: Protection;
  confidentiality: Protection;
  peer_authenticity: Protection;
  conversations: number;
  exposed_files: number;
  exposed_bytes: number;
  signs: number;
  evidence: number | null;
}
export interface Crossed {
  server: string;
  place: string;
  folder?: string;
  files: number;
  bytes_read: number;
  bytes_written: number;
  clients: string[];
  from: string;
  to: string;
}
export interface CapturedConnection {
  connection: string;
  observation: string;
  integrity: Axis;
  confidentiality: Axis;
  peer_authenticity: Axis;
  findings: {id: string; title: string; severity: Severity}[];
  trend: string;
  because: string[];
  evidence: number;
  worse_evidence: number | null;
}
// GET /captures/{id}
export interface CaptureDetail extends CaptureRow {
  sources: {name: string; packets: number; dropped: number; sha256: string | null}[];
  bytes: number;
  folders: Crossed[];
  shares: Crossed[];
  connections: CapturedConnection[];
  notes: string[];
  strangers: number[];
  not_seen: string[];
  hosts_not_found: string[];
  conversations_not_kept: number;
  signs_not_kept: number;
}
// GET /captures/{id}/flows
export interface CapturedFlow {
  client: string;
  server: string;
  port: number;
  transport: string;
  protocol: string;
  versions: string[];
  flows: number;
  bytes_to_server: number;
  bytes_to_client: number;
  bytes_not_seen: number;
  bytes_not_kept: number;
  seen: {from: string; to: string; first_packet: number; last_packet: number};
  integrity: Axis;
  confidentiality: Axis;
  peer_authenticity: Axis;
  facts: Record<string, {value: unknown; packet: number}>;
  device: string | null;
  connections: string[];
}
// GET /captures/{id}/files
export interface ExposedFile {
  client: string;
  server: string;
  port: number;
  device: string | null;
  place: string;
  path: string;
  folder: boolean; // its files were too many to be kept one by one
  files: number;
  bytes_read: number;
  bytes_written: number;
  first_byte?: number | null; // where in the file they lay; neither for folders, nor where it is not known
  last_byte?: number | null;
  reason: string;
  seen: {from: string; to: string; first_packet: number; last_packet: number};
}
// GET /captures/{id}/signs
export interface CaptureSign {id: string; what: string; packets: {packet: number; at: string}[]; about: string[]}
// GET /capture-folders
export interface CaptureFolders {items: {folder: string; files: string[]}[]; most_bytes: number}
