// What the capture says of connections of the inventory, each with the way to its findings.
import {Stack, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {CaptureDetail, CapturedConnection} from '../../api/types';
import {EvidenceLink} from '../../parts/evidence_link';
import {Grade, SeverityTag, axes} from '../../parts/grade';
import {Section} from '../../parts/section';
import {type Column, DataTable} from '../../parts/table';
import {Told} from '../../parts/told';

export function Connections({capture}: {capture: CaptureDetail}) {
  const {t} = useTranslation(['captures', 'terms', 'common']);
  const columns: Column<CapturedConnection>[] = [
    {id: 'connection', header: t('terms:endpoint.word'), value: (row) => row.connection, wide: true},
    ...axes.map((axis): Column<CapturedConnection> => ({
      id: axis, header: t(`terms:${axis}.word`), value: (row) => t(`common:grade.${row[axis].grade}`), help: axis,
      cell: (row) => <Grade grade={row[axis].grade} />,
    })),
    {
      id: 'findings', header: t('connections.findings'), value: (row) => row.findings.map((one) => one.title).join('; '),
      cell: (row) => (row.findings.length ? (
        <Stack gap={4} miw={{base: 0, sm: 260}}>
          {row.findings.slice(0, 3).map((one) => <span key={one.id}><SeverityTag severity={one.severity} /> <Told text={one.title} /></span>)}
        </Stack>
      ) : '–'),
    },
    {id: 'evidence', header: t('connections.evidence'), value: (row) => row.evidence, cell: (row) => <EvidenceLink index={row.evidence} />},
  ];
  return (
    <Section title={t('connections.title')} lead={t('connections.lead')}>
      {capture.connections.length ? (
        <DataTable label={t('connections.title')} file="captured-connections" columns={columns} rows={capture.connections}
          row_key={(row) => row.connection} href={(row) => `/connection?endpoint=${encodeURIComponent(row.connection)}`} />
      ) : (
        <Text size="sm">{t('connections.none')}</Text>
      )}
    </Section>
  );
}
