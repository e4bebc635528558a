import {Handle, type Node, type NodeProps, Position} from '@xyflow/react';
import {IconDatabase, IconDeviceDesktop, IconDna2, IconServer} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import type {NetworkDevice} from '../../../api/types';
import classes from './network.module.css';

const pictures = {
  sequencer: IconDna2, 'analysis-server': IconServer, storage: IconDatabase, computer: IconDeviceDesktop, other: IconDeviceDesktop,
};

export function DeviceBox({data: {device}}: NodeProps<Node<{device: NetworkDevice}>>) {
  const {t} = useTranslation(['overview', 'common']);
  const Picture = pictures[device.role] ?? IconDeviceDesktop;
  return (
    <div className={classes.box}>
      <Picture size={24} stroke={1.4} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        {!device.unlisted ? (
          <Link href={`/devices/${encodeURIComponent(device.id)}`} className={classes.name}>{device.name || device.id}</Link>
        ) : (
          <span className={classes.name}>{device.name}</span>
        )}
        <span className={classes.under}>
          {device.under ? device.under : device.affected ? <b className={classes.affected}>{t('network.affected')}</b> : t(`common:role_of.${device.role}`)}
          {device.site && ` · ${device.site}`}
        </span>
      </div>
      <Handle type="source" position={Position.Right} isConnectable={false} className={classes.handle} />
    </div>
  );
}

export function StorageBox({data: {host}}: NodeProps<Node<{host: string}>>) {
  const {t} = useTranslation('overview');
  return (
    <div className={classes.box} data-side="storage">
      <Handle type="target" position={Position.Left} isConnectable={false} className={classes.handle} />
      <IconDatabase size={24} stroke={1.4} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <span className={classes.name} title={host}>{host}</span>
        <span className={classes.under}>{t('network.storage')}</span>
      </div>
    </div>
  );
}
