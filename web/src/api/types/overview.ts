import type {Protection, Severity} from './audit';
import type {DeviceRole} from './device';

export interface Todo {kind: string; text_key: string; params: Record<string, string | number>; link: string}
export interface OverviewNotice {
  id: string;
  title: string;
  state: string;
  open: number;
  done: number;
  affected: number;
}
export interface NetworkDevice {id: string; name: string; site: string; role: DeviceRole; affected: boolean}
export interface NetworkConnection {
  endpoint: string;
  device: string;
  host: string;
  protocol: string;
  at: string;
  integrity: Protection;
  confidentiality: Protection;
  peer_authenticity: Protection;
  declared_only: boolean;
  worst: Severity;
}
export interface Network {devices: NetworkDevice[]; storages: {host: string}[]; connections: NetworkConnection[]}
export interface Overview {
  todo: Todo[];
  notices: OverviewNotice[];
  network: Network;
  runs: {sealed: number; broken: number; live: number};
  evidence: {size: number; at: string};
}
