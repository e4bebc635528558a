// The same as the picture, for those who read rather than look.
import {useMemo} from 'react';
import {useTranslation} from 'react-i18next';
import type {Network, NetworkConnection} from '../../../api/types';
import {Breakable} from '../../../parts/breakable';
import {Grade, axes} from '../../../parts/grade';
import {type Column, DataTable} from '../../../parts/table';
import {When} from '../../../parts/when';

export function NetworkTable({network}: {network: Network}) {
  const {t} = useTranslation(['overview', 'common', 'terms']);
  const names = useMemo(() => new Map(network.devices.map((one) => [one.id, one.name || one.id])), [network]);
  const columns: Column<NetworkConnection>[] = [
    {id: 'device', header: t('network.device'), value: (one) => names.get(one.device) ?? (one.device || t('network.nobody'))},
    {id: 'endpoint', header: t('terms:endpoint.word'), value: (one) => one.endpoint, wide: true, cell: (one) => <span className="mono"><Breakable text={one.endpoint} /></span>},
    ...axes.map((axis) => ({
      id: axis, header: t(`terms:${axis}.word`), help: axis, value: (one: NetworkConnection) => t(`common:grade.${one[axis]}`),
      cell: (one: NetworkConnection) => <Grade grade={one[axis]} />,
    })),
    {id: 'at', header: t('network.at'), value: (one) => one.at, cell: (one) => <When at={one.at} never={t('network.never')} />},
  ];
  return (
    <DataTable label={t('network.title')} file="connections" columns={columns} rows={network.connections} page={20}
      row_key={(one) => `${one.device} ${one.endpoint}`} href={(one) => `/connection?endpoint=${encodeURIComponent(one.endpoint)}`} />
  );
}
