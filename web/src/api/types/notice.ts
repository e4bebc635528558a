// As src/model/notice.h and src/model/device.h (Match) write it.
export interface Where {line: number; page: number; quote: string}
// Where a person read it otherwise than runseal did; null: it had read nothing there.
export interface Corrected {by: string; at: string; read: string | null}
export interface Found<T> {value: T; where: Where; corrected?: Corrected | null}

export type NoticeKind = 'field-safety-notice' | 'recall';
export type Harm = 'wrong-results' | 'delayed-results' | 'lost-results' | 'corrupted-files' | 'disclosed-data';
export type RequiredKind =
  | 'read-guidance' | 'settle-protocol' | 'return-form' | 'disconnect-if-compromised' | 'report-adverse-events'
  | 'inform-users';
export type SourceFormat = 'builtin' | 'markdown' | 'text' | 'pdf';
export type FormPart = 'common' | 'customer' | 'distributor';
export type FieldKind = 'text' | 'date' | 'yes-no' | 'yes-no-date' | 'not-applicable';
export type Ask =
  | 'organisation' | 'person-name' | 'person-title' | 'date' | 'notice-received' | 'users-informed' | 'guidance-read'
  | 'not-applicable' | 'customers-identified' | 'customers-informed' | 'other';

export interface Product {
  name: Found<string>;
  catalogue_numbers: Found<string>[];
  udi_di: Found<string> | null;
  udi_not_applicable: boolean;
  problems: string[];
}
export interface RequiredAction {kind: RequiredKind; text: Found<string>}
export interface FormField {part: FormPart; kind: FieldKind; ask: Ask; label: Found<string>}
export interface Contact {name: Found<string>; address: Found<string>}
export interface Unrecognised {where: Where; text: string}
export interface Source {file_name: string; sha256: string; format: SourceFormat; earlier: string[]}

export interface Notice {
  id: string;
  references: Found<string>[];
  publisher: Found<string> | null;
  title: Found<string> | null;
  kinds: Found<NoticeKind>[];
  date: Found<string> | null;
  language: Found<string> | null;
  products: Product[];
  harms: Found<Harm>[];
  actions: RequiredAction[];
  guidance_link: Found<string> | null;
  reply_address: Found<string> | null;
  date_format: Found<string> | null;
  form: FormField[];
  contacts: Contact[];
  unrecognised: Unrecognised[];
  source: Source;
  corrections?: FieldCorrection[];
}
// With fields as they were when each was made; an empty value was taken out.
export interface FieldCorrection {field: string; read: string | null; value: string; by: string; at: string}

// GET /notices
export interface NoticeRow {
  id: string;
  title: string;
  publisher: string;
  date: string;
  source: string;
  affected: number;
  open: number;
  done: number;
  near_misses?: number;
  replies?: number;
  state?: 'not_begun' | 'open' | 'done' | 'answered' | 'not_affected';
}
// GET /notices/{id}/letter
export interface Letter {file_name: string; format: SourceFormat; lines: string[]}
// POST /notices/readings
export interface Reading {reading: string; notice: Notice; letter: {lines: string[]}}
export interface Correction {field: string; value: string}
