// As src/model/account.h writes it; secrets never leave the server.
import type {Json} from './audit';

export type AccountRole = 'viewer' | 'technician' | 'quality' | 'auditor' | 'administrator';
export type Permission =
  | 'own' | 'view' | 'inspect' | 'measure' | 'maintain' | 'transfer' | 'state' | 'sign' | 'administer';

export interface Me {
  account: string;
  full_name: string;
  roles: AccountRole[];
  permissions: Permission[];
  csrf: string;
  second_factor: boolean;
  signature: boolean;
  way: 'password' | 'password+totp' | 'link' | 'oidc';
  expires: string;
}
export interface Ways {local: boolean; oidc: {name: string} | null; version: string}

export interface AccountRow {
  name: string;
  full_name: string;
  roles: AccountRole[];
  subject: string;
  disabled: boolean;
  created: string;
  locked_until: string;
  has_password: boolean;
  second_factor: boolean;
}
export interface SessionRow {
  id: string;
  account: string;
  created: string;
  seen: string;
  expires: string;
  peer: string;
  agent: string;
  way: string;
  current?: boolean;
}
export interface TokenRow {
  id: string;
  account: string;
  name: string;
  permissions: Permission[];
  created: string;
  expires: string;
  seen: string;
}

// GET /settings
export interface Setting {
  key: string;
  value: Json;
  default: Json;
  meaning: string;
  set: boolean;
  changeable: boolean;
  secret: boolean;
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export interface Job {
  id: string;
  kind: string;
  title: string;
  state: JobState;
  by: string;
  created: string;
  started: string;
  ended: string;
  done: number;
  total: number;
  unit: string;
  message: string;
  attempts: number;
  request: Json;
  result: Json;
  error: {code: string; what: string; where: string; next: string} | null;
}
export interface Schedule {
  name: string;
  kind: string;
  request: Json;
  every_s: number;
  paused: boolean;
  by: string;
  last: string;
  next: string;
}

// A mail that tells somebody what happened, or a test.
export interface MailRow {
  id: string;
  to: string;
  subject: string;
  state: 'waiting' | 'sent' | 'failed';
  created: string;
  attempts: number;
  next: string;
  answer: string; // of the server, to the last attempt
  ended: string;
}
