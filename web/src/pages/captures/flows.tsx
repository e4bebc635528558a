import {Group, Stack, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {CapturedFlow} from '../../api/types';
import {useFormat} from '../../parts/format';
import {Grade, axes} from '../../parts/grade';
import {Section} from '../../parts/section';
import {type Column, DataTable} from '../../parts/table';
import {Told} from '../../parts/told';
import {When} from '../../parts/when';
import {DeviceName} from './device_name';

const grades = ['protected', 'absent', 'unknown'] as const;

const missing = (row: CapturedFlow) => row.bytes_not_seen + row.bytes_not_kept;
const Way = ({arrow, bytes, words}: {arrow: string; bytes: string; words: string}) => (
  <Text size="sm"><span aria-hidden>{arrow}</span> {bytes} <span className="visually-hidden">{words}</span></Text>
);
const seconds = ({seen}: CapturedFlow) => Math.max(0, Math.round((Date.parse(seen.to) - Date.parse(seen.from)) / 1000));

export function Flows({path}: {path: string}) {
  const {t} = useTranslation(['captures', 'terms', 'common']);
  const format = useFormat();
  const choices = grades.map((value) => ({value, label: t(`common:grade.${value}`)}));
  const columns: Column<CapturedFlow>[] = [
    {id: 'client', header: t('flow.client'), value: (row) => row.device ?? row.client, cell: (row) => <DeviceName {...row} />},
    {id: 'server', header: t('flow.server'), value: (row) => `${row.server}:${row.port}`, cell: (row) => <span className="mono">{row.server}{row.port > 0 && `:${row.port}`}</span>},
    {id: 'protocol', header: t('flow.protocol'), value: (row) => `${row.protocol} ${row.versions.join(' ')}`.trim(),
      cell: (row) => (row.protocol === 'unknown' ? t('flow.unknown') : `${row.protocol.toUpperCase()} ${row.versions.join(', ')}`)},
    ...axes.map((axis): Column<CapturedFlow> => ({
      id: axis, header: t(`terms:${axis}.word`), value: (row) => row[axis].grade, help: axis, choices: axis === 'peer_authenticity' ? undefined : choices,
      cell: (row) => (
        <Stack gap={4} miw={120}>
          <Group gap={0}><Grade grade={row[axis].grade} /></Group>
          <Text size="xs" c="dimmed" className="sentence"><Told text={row[axis].reason} /></Text>
        </Stack>
      ),
    })),
    {id: 'flows', header: t('flow.flows'), value: (row) => row.flows, cell: (row) => format.number(row.flows), number: true},
    {id: 'bytes', header: t('flow.bytes'), value: (row) => row.bytes_to_server + row.bytes_to_client,
      cell: (row) => (
        <>
          <Way arrow="→" bytes={format.bytes(row.bytes_to_server)} words={t('flow.there')} />
          <Way arrow="←" bytes={format.bytes(row.bytes_to_client)} words={t('flow.back')} />
          {missing(row) > 0 && <Text size="sm" c="dimmed">{t('flow.not_seen', {bytes: format.bytes(missing(row))})}</Text>}
        </>
      ), number: true},
    {id: 'from', header: t('flow.from'), value: (row) => row.seen.from,
      cell: (row) => (
        <>
          <When at={row.seen.from} exact />
          {seconds(row) > 0 && <Text size="sm" c="dimmed">{t('flow.lasted', {time: format.duration(seconds(row))})}</Text>}
        </>
      )},
  ];
  return (
    <Section title={t('flow.title')} lead={t('flow.lead')}>
      <DataTable label={t('flow.title')} file="flows" path={`${path}/flows`} columns={columns} page={20}
        row_key={(row) => `${row.client} ${row.server} ${row.port} ${row.transport} ${row.protocol}`} empty={<Text size="sm">{t('flow.none')}</Text>} />
    </Section>
  );
}
