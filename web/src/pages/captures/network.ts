// The flows of a capture as a network to draw: between two machines one line, as bad as the worst that was seen there.
import type {CapturedFlow, Network, NetworkConnection, Protection} from '../../api/types';
import {worst_of} from '../../parts/worst_of';

const worse = (one: Protection | undefined, other: Protection): Protection => (one === undefined ? other : worst_of([one, other]));

// What a passive reader cannot know of the peers would make every line grey: the picture is of what was readable and alterable.
export function network_of(flows: CapturedFlow[], unlisted: string): Network {
  const seen = flows.filter((flow) => flow.protocol !== 'unknown');
  const lines = new Map<string, NetworkConnection>();
  const devices = new Map<string, Network['devices'][number]>();
  for (const flow of seen) {
    const known = flow.device ?? '';
    const id = known || flow.client;
    devices.set(id, {id, name: id, site: '', role: 'other', affected: false, under: known ? flow.client : unlisted, unlisted: !known});
    const key = `${id} ${flow.server}`;
    const line = lines.get(key);
    const protocols = new Set([...(line?.protocol.split(' + ') ?? []), flow.protocol]);
    const grade = worse(line?.integrity, worst_of([flow.integrity.grade, flow.confidentiality.grade]));
    lines.set(key, {
      endpoint: flow.server, device: id, host: flow.server, protocol: [...protocols].join(' + '), at: flow.seen.from, integrity: grade,
      confidentiality: grade, peer_authenticity: grade, declared_only: false, worst: 'info',
    });
  }
  return {
    devices: [...devices.values()], storages: [...new Set(seen.map((flow) => flow.server))].map((host) => ({host})),
    connections: [...lines.values()], devices_in_all: devices.size, connections_in_all: lines.size,
  };
}
