// A device as it is typed: lists are lines of text until they are sent.
import type {Device, DeviceRole} from '../../../api/types';

export interface Draft {
  id: string;
  name: string;
  site: string;
  manufacturer: string;
  catalogue_number: string;
  udi: string;
  serial: string;
  role: DeviceRole;
  operating_system: string;
  software_version: string;
  modes: string[];
  connections: string;
  hosts: string;
}

const lines = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean);

export function draft_of(device?: Device): Draft {
  return {
    id: device?.id ?? '', name: device?.name ?? '', site: device?.site ?? '', manufacturer: device?.manufacturer ?? '',
    catalogue_number: device?.catalogue_number ?? '', udi: device?.udi || device?.udi_di || '', serial: device?.serial ?? '',
    role: device?.role ?? 'sequencer', operating_system: device?.operating_system ?? '',
    software_version: device?.software_version ?? '', modes: device?.modes ?? [],
    connections: device?.connections.join('\n') ?? '', hosts: device?.hosts.join('\n') ?? '',
  };
}

export function device_of(draft: Draft, before?: Device): Device {
  const connections = lines(draft.connections);
  return {
    ...draft,
    udi_di: before && draft.udi === (before.udi || before.udi_di) ? before.udi_di : '', // read from the UDI by the service
    connections,
    hosts: lines(draft.hosts),
    tunnels: before?.tunnels.filter((one) => connections.includes(one.connection)) ?? [],
  };
}
