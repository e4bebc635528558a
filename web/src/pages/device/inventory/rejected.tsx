import {useTranslation} from 'react-i18next';
import type {InventoryResult} from '../../../api/types';
import {type Column, DataTable} from '../../../parts/table';
import {Told, useTold} from '../../../parts/told';

type Row = InventoryResult['rejected'][number];

export function Rejected({rejected}: Pick<InventoryResult, 'rejected'>) {
  const {t} = useTranslation('device');
  const told = useTold();
  const columns: Column<Row>[] = [
    {id: 'line', header: t('inventory.line'), value: (row) => row.line, number: true},
    {id: 'reason', header: t('inventory.reason'), value: (row) => told(row.reason) ?? row.reason, cell: (row) => <Told text={row.reason} />},
  ];
  return (
    <DataTable label={t('inventory.rejected')} file="rejected" columns={columns} rows={rejected} page={25}
      row_key={(row) => `${row.line} ${row.reason}`} />
  );
}
