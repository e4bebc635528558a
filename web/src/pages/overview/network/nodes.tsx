import {Handle, type Node, type NodeProps, Position} from '@xyflow/react';
import {IconChevronDown, IconChevronUp, IconDatabase, IconDeviceDesktop, IconDevices, IconDna2, IconPlugOff, IconServer} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {NetworkDevice} from '../../../api/types';
import {type Row, type Site, others} from './gather';
import classes from './network.module.css';
import {host_name, row_name, site_name} from './words';

export const pictures = {
  sequencer: IconDna2, 'analysis-server': IconServer, storage: IconDatabase, computer: IconDeviceDesktop, other: IconDeviceDesktop,
};

const Out = () => <Handle type="source" position={Position.Right} isConnectable={false} className={classes.handle} />;

// What is not in the inventory has a name, and leads nowhere.
export function DeviceName({device}: {device: NetworkDevice}) {
  const words = device.name || device.id;
  if (device.unlisted) return <span className={classes.name}>{words}</span>;
  return <Link href={`/devices/${encodeURIComponent(device.id)}`} className={classes.name} title={device.id}>{words}</Link>;
}

// Under it: what it is, or which of those that have its name; and where, unless a heading says that.
export function Under({device, twin, site}: {device: NetworkDevice; twin: boolean; site: boolean}) {
  const {t} = useTranslation(['overview', 'common']);
  return (
    <span className={classes.under}>
      {device.affected && <><b className={classes.affected}>{t('network.affected')}</b> · </>}
      {device.under || (twin ? device.id : t(`common:role_of.${device.role}`))}
      {site && device.site && ` · ${device.site}`}
    </span>
  );
}

export function DeviceBox({data: {device, twin, site}}: NodeProps<Node<{device: NetworkDevice; twin: boolean; site: boolean}>>) {
  const Picture = pictures[device.role] ?? IconDeviceDesktop;
  return (
    <div className={classes.box}>
      <Picture size={22} stroke={1.4} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <DeviceName device={device} />
        <Under device={device} twin={twin} site={site} />
      </div>
      <Out />
    </div>
  );
}

export function FoldBox({data: {row, toggle}}: NodeProps<Node<{row: Row; toggle: () => void}>>) {
  const {t} = useTranslation(['overview', 'common']);
  return (
    <div className={classes.box} data-side="fold">
      {row.count ? <IconDevices size={22} stroke={1.4} aria-hidden className={classes.icon} /> : <IconPlugOff size={22} stroke={1.4} aria-hidden className={classes.icon} />}
      <div className={classes.words}>
        <span className={classes.name}>{row_name(t, row)}</span>
        {row.count > 0 && (
          <button type="button" className={classes.toggle} onClick={toggle} aria-expanded={false}>
            {t('network.unfold')}<IconChevronDown size={14} aria-hidden />
          </button>
        )}
      </div>
      <Out />
    </div>
  );
}

export function SiteHead({data: {site, toggle}}: NodeProps<Node<{site: Site; toggle: () => void}>>) {
  const {t} = useTranslation(['overview', 'common']);
  return (
    <div className={classes.site}>
      <span>{site.devices ? site_name(t, site.name) : t('network.nobodys')}</span>
      {site.devices > 0 && <span className={classes.count}>{site.devices}</span>}
      {site.open && site.rest > 0 && (
        <button type="button" className={classes.toggle} onClick={toggle} aria-expanded>
          {t('network.fold')}<IconChevronUp size={14} aria-hidden />
        </button>
      )}
    </div>
  );
}

export function StorageBox({data: {host, hosts}}: NodeProps<Node<{host: string; hosts: string[]}>>) {
  const {t} = useTranslation(['overview', 'common']);
  return (
    <div className={classes.box} data-side="storage">
      <Handle type="target" position={Position.Left} isConnectable={false} className={classes.handle} />
      <IconDatabase size={22} stroke={1.4} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <span className={classes.name} title={hosts.join(', ')}>{host_name(t, host, hosts.length)}</span>
        {host !== others && <span className={classes.under}>{t('network.storage')}</span>}
      </div>
    </div>
  );
}
