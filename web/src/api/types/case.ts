// As src/model/case.h writes it.
import type {Protection} from './audit';
import type {Ask, FieldKind, FormPart} from './notice';

export type CaseAction =
  | 'notice-read' | 'guidance-read' | 'users-informed' | 'near-miss-settled' | 'protocol-settled' | 'measured-secure'
  | 'customers-identified' | 'customers-informed';
export type ItemState = 'open' | 'done' | 'excepted';
export type ReplyRole = 'customer' | 'distributor';
export type AnswerValue = 'unanswered' | 'yes' | 'no';

export interface CaseItem {
  action: CaseAction;
  device_id: string;
  state: ItemState;
  detail: string;
  by: string;
  on: string;
  evidence: number | null;
}
export interface MeasuredConnection {
  endpoint: string;
  at: string;
  integrity: Protection;
  confidentiality: Protection;
  peer_authenticity: Protection;
  stale: boolean;
}
export interface ExceptionInForce {expires: string; by: string; reason: string}
export interface CaseDevice {
  device_id: string;
  name: string;
  catalogue_number: string;
  serial: string;
  site: string;
  product: string;
  secure: boolean;
  exception: ExceptionInForce | null;
  connections: MeasuredConnection[];
}
export interface NearMiss {
  device_id: string;
  name: string;
  catalogue_number: string;
  serial: string;
  site: string;
  settled_by: string;
  settled_on: string;
  note: string;
}
export interface Case {
  notice_id: string;
  items: CaseItem[];
  devices: CaseDevice[];
  near_misses: NearMiss[];
  not_affected: number;
  totals: {affected: number; near_misses: number; open: number; done: number}; // of the whole, whatever part this is
}

export interface Answer {
  part: FormPart;
  ask: Ask;
  kind: FieldKind;
  label: string;
  value: AnswerValue;
  date: string;
  missing: string;
  evidence: number[];
}
export interface SignatureBlock {name: string; at: string; meaning: string}
export interface Reply {
  id: string;
  notice_id: string;
  references: string[];
  publisher: string;
  notice_title: string;
  reply_address: string;
  role: ReplyRole;
  language: string;
  date_format: string;
  organisation: string;
  person: string;
  title: string;
  date: string;
  draft: boolean;
  answers: Answer[];
  devices: CaseDevice[];
  near_misses: NearMiss[];
  not_affected: number;
  evidence_origin: string;
  evidence_size: number;
  evidence_root: string;
  made_at: string;
  version: string;
  signature: SignatureBlock | null;
}
// GET /notices/{id}/reply
export interface ReplyDraft {reply: Reply; missing: string[]; seen: string}
// GET /notices/{id}/reply/picture
export interface DraftPage {page: number; pages: number; png_base64: string; text: string}
// POST /notices/{id}/replies
export interface SignedReply {id: string; evidence: number; files: string[]}
