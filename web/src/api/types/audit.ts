// As src/model/audit.h, difference.h and plan.h write it.
import type {Harm} from './notice';

export type Protection = 'unknown' | 'absent' | 'optional' | 'protected';
export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';
export type Json = string | number | boolean | null | Json[] | {[key: string]: Json};

export interface Exchange {label: string; question: string; answer_hex: string; answer_bytes: number; outcome: string}
export interface Fact {value: Json; exchange: string}

export interface Observation {
  id: string;
  endpoint: string;
  method: string;
  protocol: string;
  at: string;
  version: string;
  duration_ms: number;
  complete: boolean;
  failure: string;
  facts: Record<string, Fact>;
  exchanges: Exchange[];
}

export interface Axis {grade: Protection; reason: string}
export interface Clause {standard: string; id: string; title: string}
export interface Remedy {target: string; language: string; text: string; undo: string; may_break: string}
export interface Acceptance {by: string; reason: string; until: string}
export interface Finding {
  id: string;
  severity: Severity;
  title: string;
  explanation: string;
  harms: Harm[];
  clauses: Clause[];
  remedies: Remedy[];
  facts: string[];
  accepted: Acceptance | null;
}
export interface Assessment {
  observation_id: string;
  endpoint: string;
  at: string;
  integrity: Axis;
  confidentiality: Axis;
  peer_authenticity: Axis;
  findings: Finding[];
  would_settle: string[];
}

export type Trend = 'first' | 'unchanged' | 'changed' | 'better' | 'worse';
export interface AxisDifference {axis: string; before: Protection; now: Protection; trend: Trend}
export interface FactDifference {id: string; before: Json; now: Json}
export interface Difference {
  trend: Trend;
  since: string;
  axes: AxisDifference[];
  new_findings: string[];
  gone_findings: string[];
  unchanged_findings: string[];
  facts: FactDifference[];
  worse_because: string[];
}

export type Effort = 'none' | 'minutes' | 'hours' | 'needs the manufacturer';
export interface PlanStep {where: string; what: string; effort: Effort; remedies: Remedy[]}
export interface ConnectionPlan {
  endpoint: string;
  devices: string[];
  measured_at: string;
  integrity: Protection;
  confidentiality: Protection;
  peer_authenticity: Protection;
  done: boolean;
  worst: Severity;
  harms: Harm[];
  best: string;
  gateway: string;
  gateway_known: boolean;
  steps: PlanStep[];
  effort: Effort;
  remains: string[];
  both_modes: string;
}

// GET /connections
export interface ConnectionRow {
  endpoint: string;
  devices: string[];
  protocol: string;
  at: string;
  complete: boolean;
  integrity: Protection;
  confidentiality: Protection;
  peer_authenticity: Protection;
  worst: Severity;
  findings: number;
  device_count?: number;
}
export interface HistoryEntry {
  id: string;
  at: string;
  method: string;
  grades: {integrity: Protection; confidentiality: Protection; peer_authenticity: Protection};
  trend: Trend | null;
  evidence: number | null;
}
// GET /connection?endpoint=
export interface ConnectionDetail {
  endpoint: string;
  devices: string[];
  latest: {observation: Observation; assessment: Assessment; evidence: number | null} | null;
  plan: ConnectionPlan | null;
  device_count?: number;
  history_total?: number;
  history: HistoryEntry[];
}
