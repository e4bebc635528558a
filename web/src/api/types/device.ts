// As src/model/device.h writes it.
import type {Assessment, Observation, Severity} from './audit';
import type {NearMiss} from './case';

export type DeviceRole = 'sequencer' | 'analysis-server' | 'storage' | 'computer' | 'other';
export type TunnelKind = 'wireguard' | 'ipsec' | 'ssh';

export interface Tunnel {connection: string; kind: TunnelKind; by: string; why: string; at: string}

export interface Device {
  id: string;
  site: string;
  name: string;
  manufacturer: string;
  catalogue_number: string;
  udi_di: string;
  udi: string;
  serial: string;
  role: DeviceRole;
  operating_system: string;
  software_version: string;
  modes: string[];
  connections: string[];
  hosts: string[];
  tunnels: Tunnel[];
}

export type MatchVerdict = 'affected' | 'near-miss' | 'not-affected';
export interface Comparison {
  what: 'catalogue-number' | 'udi-di' | 'name';
  device_value: string;
  notice_value: string;
  equal: boolean;
}
export interface Match {
  device_id: string;
  verdict: MatchVerdict;
  product: string;
  reason: string;
  compared: Comparison[];
}

// GET /notices/{id}/matches
export interface NamedMatch extends Match {device_name: string; site?: string; settled: NearMiss | null}

// GET /devices
export interface DeviceRow extends Device {
  measured?: {connections: number; measured: number; protected: number; worst: Severity};
}

// GET /devices/{id}
export interface DeviceDetail {
  device: Device;
  connections: {endpoint: string; observation: Observation | null; assessment: Assessment | null; evidence: number | null}[];
  matches: (Match & {notice_id: string; notice_title?: string})[];
}
// POST /devices/inventory
export interface InventoryResult {
  devices: number;
  rejected: {line: number; reason: string}[];
  ignored_columns?: string[];
  evidence: number | null;
}
