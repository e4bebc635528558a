import {Box, Button, SegmentedControl} from '@mantine/core';
import {IconPlugConnected, IconRadar2} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useMay} from '../../../api/session';
import type {ConnectionRow} from '../../../api/types';
import {EmptyState} from '../../../parts/empty_state';
import {ErrorNote} from '../../../parts/error_note';
import {Grade, SeverityTag} from '../../../parts/grade';
import {JobProgress} from '../../../parts/job_progress';
import {PageTitle} from '../../../parts/page_title';
import {type Column, DataTable} from '../../../parts/table';
import {When} from '../../../parts/when';
import {useAudit} from '../connection/use_audit';
import {Places} from './places';

const states = ['', 'unprotected', 'unmeasured', 'protected'];
const axes = ['integrity', 'confidentiality', 'peer_authenticity'] as const;

function useColumns(): Column<ConnectionRow>[] {
  const {t} = useTranslation(['device', 'terms', 'common']);
  return [
    {id: 'endpoint', header: t('terms:endpoint.word'), value: (row) => row.endpoint, wide: true},
    {id: 'devices', header: t('field.devices'), value: (row) => row.device_count ?? row.devices.length, number: true},
    ...axes.map((axis): Column<ConnectionRow> => ({
      id: axis, header: t(`terms:${axis}.word`), value: (row) => row[axis], cell: (row) => <Grade grade={row[axis]} />, help: axis,
    })),
    {id: 'worst', header: t('field.worst'), value: (row) => row.worst,
      cell: (row) => (row.findings ? <SeverityTag severity={row.worst} /> : '–')},
    {id: 'at', header: t('field.measured'), value: (row) => row.at, cell: (row) => <When at={row.at} never={t('never')} />},
  ];
}

export const connection_path = (endpoint: string) => `/connection?endpoint=${encodeURIComponent(endpoint)}`;

export function ConnectionList() {
  const {t} = useTranslation('device');
  const may = useMay('measure');
  const columns = useColumns();
  const audit = useAudit();
  const [state, set_state] = useState('');
  return (
    <>
      <PageTitle title={t('connections.title')} lead={t('connections.lead')}>
        {may && (
          <Button leftSection={<IconRadar2 size={16} aria-hidden />} loading={audit.starting} onClick={() => audit.begin({all: true})}>
            {t('connections.measure_all')}
          </Button>
        )}
      </PageTitle>
      <Places here="connections" />
      <ErrorNote error={audit.error} />
      {audit.job && <div style={{marginBottom: 20}}><JobProgress id={audit.job} /></div>}
      <Box mb="md" style={{overflowX: 'auto'}}>
        <SegmentedControl aria-label={t('connections.state')} value={state} onChange={set_state}
          data={states.map((value) => ({value, label: t(`connections.${value || 'all'}`)}))} />
      </Box>
      <DataTable<ConnectionRow> label={t('connections.title')} file="connections" columns={columns} path="/connections" query={{state}} key={state}
        row_key={(row) => row.endpoint} href={(row) => connection_path(row.endpoint)}
        empty={state ? undefined :
          <EmptyState icon={IconPlugConnected} title={t('connections.empty')} text={t('connections.empty_text')}>
            <Button component={Link} href="/devices">{t('connections.to_devices')}</Button>
          </EmptyState>
        } />
    </>
  );
}
