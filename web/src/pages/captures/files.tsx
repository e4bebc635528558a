// What could be read on the way: by run folder first, then file by file.
import {Text, Title} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {CaptureDetail, Crossed, ExposedFile} from '../../api/types';
import {useFormat} from '../../parts/format';
import {Section} from '../../parts/section';
import {type Column, DataTable} from '../../parts/table';
import {Quoting, Told} from '../../parts/told';
import {When} from '../../parts/when';
import classes from './captures.module.css';
import {DeviceName} from './device_name';

function useFolders(): Column<Crossed>[] {
  const {t} = useTranslation('captures');
  const format = useFormat();
  return [
    {id: 'folder', header: t('files.folder'), value: (row) => row.folder, wide: true, cell: (row) => <span className="mono">{row.folder}</span>},
    {id: 'place', header: t('files.place'), value: (row) => row.place},
    {id: 'clients', header: t('files.clients'), value: (row) => row.clients.join(' '), cell: (row) => <span className="mono">{row.clients.join(', ')}</span>},
    {id: 'server', header: t('flow.server'), value: (row) => row.server, cell: (row) => <span className="mono">{row.server}</span>},
    {id: 'files', header: t('files.files'), value: (row) => row.files, cell: (row) => format.number(row.files), number: true},
    {id: 'bytes_read', header: t('files.read'), value: (row) => row.bytes_read, cell: (row) => format.bytes(row.bytes_read), number: true},
    {id: 'bytes_written', header: t('files.written'), value: (row) => row.bytes_written, cell: (row) => format.bytes(row.bytes_written), number: true},
    {id: 'from', header: t('flow.from'), value: (row) => row.from, cell: (row) => <When at={row.from} exact />},
  ];
}

export function Files({path, capture}: {path: string; capture: CaptureDetail}) {
  const {t} = useTranslation('captures');
  const format = useFormat();
  const folders = useFolders();
  const columns: Column<ExposedFile>[] = [
    {
      id: 'path', header: t('files.path'), value: (row) => row.path, wide: true,
      cell: (row) => (
        <>
          <span className={`mono ${classes.path}`}>{row.path}{row.folder && `/ ${t('files.many', {count: row.files, files: format.number(row.files)})}`}</span>
          {row.first_byte != null && row.last_byte != null && (
            <Text size="sm" c="dimmed">{t('files.range', {first: format.number(row.first_byte), last: format.number(row.last_byte)})}</Text>
          )}
        </>
      ),
    },
    {id: 'place', header: t('files.place'), value: (row) => row.place, cell: (row) => <Quoting text={row.place} />},
    {id: 'device', header: t('flow.client'), value: (row) => row.device ?? row.client, cell: (row) => <DeviceName {...row} />},
    {id: 'server', header: t('flow.server'), value: (row) => row.server, cell: (row) => <span className="mono">{row.server}</span>},
    {id: 'bytes_read', header: t('files.read'), value: (row) => row.bytes_read, cell: (row) => format.bytes(row.bytes_read), number: true},
    {id: 'bytes_written', header: t('files.written'), value: (row) => row.bytes_written, cell: (row) => format.bytes(row.bytes_written), number: true},
    {id: 'from', header: t('flow.from'), value: (row) => row.seen.from, cell: (row) => <When at={row.seen.from} exact />},
    {id: 'reason', header: t('files.reason'), value: (row) => row.reason, cell: (row) => <Text size="sm" miw={140}><Told text={row.reason} /></Text>},
  ];
  return (
    <Section title={t('files.title')} lead={t('files.lead')}>
      {capture.folders.length > 0 && (
        <>
          <Title order={3} size="h3">{t('files.by_folder')}</Title>
          <DataTable label={t('files.by_folder')} file="exposed-folders" columns={folders} rows={capture.folders} page={10}
            row_key={(row) => `${row.server} ${row.place} ${row.folder}`} />
          <Title order={3} size="h3">{t('files.each')}</Title>
        </>
      )}
      <DataTable label={t('files.title')} file="exposed-files" path={`${path}/files`} columns={columns} page={20}
        row_key={(row) => `${row.client} ${row.server} ${row.port} ${row.place} ${row.path} ${row.folder}`}
        empty={<Text size="sm">{t('verdict.none_text')}</Text>} />
    </Section>
  );
}
