// A client of a flow: the device that it is, where the inventory knows it, and its address.
import {Anchor} from '@mantine/core';
import {Link} from 'wouter';

export function DeviceName({device, client}: {device: string | null; client: string}) {
  if (!device) return <span className="mono">{client}</span>;
  return (
    <>
      <Anchor component={Link} href={`/devices/${encodeURIComponent(device)}`} inherit>{device}</Anchor>{' '}
      <span className="mono">{client}</span>
    </>
  );
}
