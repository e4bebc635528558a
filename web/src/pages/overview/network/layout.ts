// Where everything stands: devices at the left, storage at the right, so that lines cross seldom.
import type {Network, NetworkConnection, NetworkDevice, Protection} from '../../../api/types';
import {worst_of} from '../../../parts/grade';

export const most_devices = 16;
export const box = {width: 232, height: 64, gap: 22, top: 8};

export const grade_of = (one: NetworkConnection): Protection =>
  worst_of([one.integrity, one.confidentiality, one.peer_authenticity]);
const badness: Record<Protection, number> = {absent: 3, unknown: 1, optional: 2, protected: 0};

export interface Placed<T> {item: T; y: number}
export interface Picture {
  devices: Placed<NetworkDevice>[];
  storages: Placed<string>[];
  connections: (NetworkConnection & {along: number})[]; // along: where on the line its label stands, 0 to 1
  height: number;
  left_out: number; // devices
}

// Affected ones first, then those whose connections are worst; devices without any come last.
function chosen(network: Network): NetworkDevice[] {
  const weight = new Map<string, number>();
  for (const one of network.connections)
    weight.set(one.device, Math.max(weight.get(one.device) ?? 0, 1 + badness[grade_of(one)]));
  const rank = (device: NetworkDevice) => (device.affected ? 10 : 0) + (weight.get(device.id) ?? 0);
  return [...network.devices].sort((a, b) => rank(b) - rank(a)).slice(0, most_devices);
}

export function arranged(network: Network): Picture {
  const shown = chosen(network);
  const ids = new Set(shown.map((device) => device.id));
  const lines = network.connections.filter((one) => ids.has(one.device));
  const hosts = [...new Set(lines.map((one) => one.host))];

  // each side in the order of the middle of what it is connected with, twice over
  const middle = (partners: number[]) => (partners.length ? partners.reduce((a, b) => a + b, 0) / partners.length : 1e9);
  let devices = shown;
  let storages = hosts;
  for (let pass = 0; pass < 2; ++pass) {
    const host_at = new Map(storages.map((host, place) => [host, place]));
    const of_device = (id: string) => middle(lines.filter((one) => one.device === id).map((one) => host_at.get(one.host)!));
    devices = [...devices].sort((a, b) => of_device(a.id) - of_device(b.id));
    const device_at = new Map(devices.map((device, place) => [device.id, place]));
    const of_host = (host: string) => middle(lines.filter((one) => one.host === host).map((one) => device_at.get(one.device)!));
    storages = [...storages].sort((a, b) => of_host(a) - of_host(b));
  }

  const step = box.height + box.gap;
  const rows = Math.max(devices.length, storages.length, 1);
  const height = rows * step - box.gap + 2 * box.top;
  const place = <T,>(list: T[]): Placed<T>[] =>
    list.map((item, nth) => ({item, y: ((nth + 0.5) * height) / list.length - box.height / 2}));
  const spread = Math.max(1, storages.length - 1);
  const connections = lines.map((one) => ({...one, along: 0.38 + (0.3 * storages.indexOf(one.host)) / spread}));
  return {devices: place(devices), storages: place(storages), connections, height, left_out: network.devices.length - shown.length};
}
