// What of the network is shown: by site, the worst first. In a large one, devices that need nobody stand together in one
// row of their site, which opens.
import type {Network, NetworkConnection, NetworkDevice, Protection} from '../../../api/types';
import {worst_of} from '../../../parts/worst_of';

export const room = 14; // devices by themselves
export const room_found = 40; // of those that a search finds
export const most_sites = 16;
export const most_storages = 10;
export const others = '*'; // no site and no host is called so

export interface Line {host: string; connections: NetworkConnection[]; grade: Protection; declared: boolean} // the worst first
export interface Row {
  id: string;
  device?: NetworkDevice; // else it stands for several, or for connections that no device declares
  twin: boolean; // another device has its name
  count: number;
  lines: Line[];
}
export interface Site {name: string; devices: number; rows: Row[]; rest: number; open: boolean} // rest: in its last row, or let out of it
export interface Shown {sites: Site[]; storages: string[]; hosts: Map<string, string[]>; devices: number; found: number}

const badness: Record<Protection, number> = {absent: 3, unknown: 2, optional: 1, protected: 0};
export const grade_of = (one: NetworkConnection): Protection =>
  worst_of([one.integrity, one.confidentiality, one.peer_authenticity]);
const badness_of = (connections: NetworkConnection[]) => Math.max(-1, ...connections.map((one) => badness[grade_of(one)]));

interface Known {device: NetworkDevice; connections: NetworkConnection[]; rank: number; quiet: boolean; twin: boolean}

function known_of({devices, connections}: Network): Known[] {
  const by_device = new Map<string, NetworkConnection[]>();
  for (const one of connections) by_device.set(one.device, [...(by_device.get(one.device) ?? []), one]);
  const named = new Map<string, number>();
  for (const {name} of devices) named.set(name, (named.get(name) ?? 0) + 1);
  return devices
    .map((device) => {
      const own = by_device.get(device.id) ?? [];
      const bad = badness_of(own);
      return {device, connections: own, rank: 2 * bad + (device.affected ? 1 : 0), quiet: !device.affected && bad <= 0, twin: named.get(device.name)! > 1};
    })
    .sort((a, b) => b.rank - a.rank || a.device.name.localeCompare(b.device.name, undefined, {numeric: true}));
}

function lines_of(connections: NetworkConnection[], place: (host: string) => string): Line[] {
  const by_host = new Map<string, NetworkConnection[]>();
  for (const one of connections) by_host.set(place(one.host), [...(by_host.get(place(one.host)) ?? []), one]);
  return [...by_host].map(([host, all]) => {
    const sorted = [...all].sort((a, b) => badness[grade_of(b)] - badness[grade_of(a)]);
    return {host, connections: sorted, grade: grade_of(sorted[0]!), declared: sorted[0]!.declared_only};
  });
}

const finds = (words: string[], {device, connections}: Known) => {
  const text = [device.name, device.id, device.site, ...connections.map((one) => one.endpoint)].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
};

// The first `most` in this order; the others under one name.
function placed(names: string[], most: number): (name: string) => string {
  const kept = new Set(names.length > most ? names.slice(0, most - 1) : names);
  return (name) => (kept.has(name) ? name : others);
}

function site_of(name: string, devices: Known[], alone: Set<string>, open: boolean, place: (host: string) => string): Site {
  const row = ({device, connections, twin}: Known): Row => ({id: device.id, device, twin, count: 1, lines: lines_of(connections, place)});
  const rest = devices.filter((one) => !alone.has(one.device.id));
  if (open || rest.length <= 1) return {name, devices: devices.length, rows: devices.map(row), rest: rest.length > 1 ? rest.length : 0, open};
  const fold: Row = {id: `site ${name}`, twin: false, count: rest.length, lines: lines_of(rest.flatMap((one) => one.connections), place)};
  return {name, devices: devices.length, rows: [...devices.filter((one) => alone.has(one.device.id)).map(row), fold], rest: rest.length, open};
}

export function gathered(network: Network, search = '', opened: ReadonlySet<string> = new Set()): Shown {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const all = known_of(network);
  const found = words.length ? all.filter((one) => finds(words, one)) : all;
  const nobodys = words.length ? [] : network.connections.filter((one) => !one.device);
  const connections = [...found.flatMap((one) => one.connections), ...nobodys];

  const hosts = new Map<string, NetworkConnection[]>();
  for (const one of connections) hosts.set(one.host, [...(hosts.get(one.host) ?? []), one]);
  const by_need = [...hosts.keys()].sort((a, b) => badness_of(hosts.get(b)!) - badness_of(hosts.get(a)!) || hosts.get(b)!.length - hosts.get(a)!.length);
  const place = placed(by_need, most_storages);

  const site_place = placed([...new Set(found.map((one) => one.device.site))], most_sites); // found is sorted: the worst first
  const by_site = new Map<string, Known[]>();
  for (const one of found) {
    const site = site_place(one.device.site);
    by_site.set(site, [...(by_site.get(site) ?? []), one]);
  }
  const fits = found.length <= (words.length ? room_found : room);
  const alone = fits ? found : words.length ? found.slice(0, room_found) : found.filter((one) => !one.quiet).slice(0, room);
  const ids = new Set(alone.map((one) => one.device.id));
  const sites = [...by_site].map(([name, devices]) => site_of(name, devices, ids, opened.has(name), place));
  if (nobodys.length) sites.push({name: '', devices: 0, rows: [{id: 'nobody', twin: false, count: 0, lines: lines_of(nobodys, place)}], rest: 0, open: false});
  const named = new Map<string, string[]>();
  for (const host of by_need) named.set(place(host), [...(named.get(place(host)) ?? []), host]);
  return {sites, storages: [...named.keys()], hosts: named, devices: network.devices.length, found: found.length};
}
