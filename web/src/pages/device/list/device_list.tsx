import {Button} from '@mantine/core';
import {IconDeviceDesktopAnalytics, IconPlus, IconTableImport} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useMay} from '../../../api/session';
import type {DeviceRow} from '../../../api/types';
import {EmptyState} from '../../../parts/empty_state';
import {PageTitle} from '../../../parts/page_title';
import {type Column, DataTable} from '../../../parts/table';
import {Tag} from '../../../parts/tag';
import {DeviceDialog} from '../form/device_dialog';
import {InventoryDialog} from '../inventory/inventory_dialog';
import {Places} from './places';

// How many of its connections are protected; nothing measured is never shown as good.
function Standing({row}: {row: DeviceRow}) {
  const {t} = useTranslation('device');
  const all = row.connections.length;
  if (!all) return '–';
  const {measured = 0, protected: good = 0} = row.measured ?? {};
  if (!measured) return <Tag>{t('list.unmeasured', {all})}</Tag>;
  return <Tag tone={good === all ? 'good' : 'warn'}>{t('list.protected', {good, all})}</Tag>;
}

function useColumns(): Column<DeviceRow>[] {
  const {t} = useTranslation(['device', 'common']);
  return [
    {id: 'name', header: t('field.name'), value: (row) => row.name},
    {id: 'site', header: t('field.site'), value: (row) => row.site},
    {id: 'role', header: t('field.role'), value: (row) => row.role, cell: (row) => t(`common:role_of.${row.role}`)},
    {id: 'catalogue_number', header: t('field.catalogue_number'), value: (row) => row.catalogue_number, help: 'catalogue_number'},
    {id: 'serial', header: t('field.serial'), value: (row) => row.serial},
    {id: 'operating_system', header: t('field.operating_system'), value: (row) => row.operating_system},
    {id: 'connections', header: t('field.connections'), value: (row) => row.connections.length,
      cell: (row) => <Standing row={row} />},
  ];
}

export function DeviceList() {
  const {t} = useTranslation('device');
  const may = useMay('maintain');
  const columns = useColumns();
  const [open, set_open] = useState<'add' | 'import' | null>(null);
  const buttons = may && (
    <>
      <Button variant="default" leftSection={<IconTableImport size={16} aria-hidden />} onClick={() => set_open('import')}>
        {t('list.import')}
      </Button>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => set_open('add')}>{t('list.add')}</Button>
    </>
  );
  return (
    <>
      <PageTitle title={t('title')} lead={t('lead')}>{buttons}</PageTitle>
      <Places here="devices" />
      <DataTable<DeviceRow> label={t('title')} file="devices" columns={columns} path="/devices" row_key={(row) => row.id}
        href={(row) => `/devices/${encodeURIComponent(row.id)}`} sort={{id: 'name'}}
        empty={<EmptyState icon={IconDeviceDesktopAnalytics} title={t('list.empty')} text={t('list.empty_text')}>{buttons}</EmptyState>} />
      {open === 'add' && <DeviceDialog close={() => set_open(null)} />}
      {open === 'import' && <InventoryDialog close={() => set_open(null)} />}
    </>
  );
}
