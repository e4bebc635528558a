import type {Protection, Severity} from './audit';
import type {DeviceRole} from './device';

export interface Todo {kind: string; text_key: string; params: Record<string, string | number>; link: string}
export interface OverviewNotice {
  id: string;
  title: string;
  state: 'unmatched' | 'open' | 'ready' | 'answered';
  open: number;
  done: number;
  affected: number;
}
// `under`: other words below its name; `unlisted`: it is not in the inventory, and leads nowhere.
export interface NetworkDevice {id: string; name: string; site: string; role: DeviceRole; affected: boolean; under?: string; unlisted?: boolean}
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
// The worst of a large network; `device` of a connection is empty when the inventory names none for it.
export interface Network {
  devices: NetworkDevice[];
  storages: {host: string}[];
  connections: NetworkConnection[];
  devices_in_all: number;
  connections_in_all: number;
}
export interface Overview {
  todo: Todo[];
  notices: OverviewNotice[];
  network: Network;
  runs: {sealed: number; broken: number; live: number};
  evidence: {size: number; at: string};
}
