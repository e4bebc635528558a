// Which files are not as they were sealed, and how.
import {Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {FileState, FileVerdict} from '../../api/types';
import {useFormat} from '../../parts/format';
import {Section} from '../../parts/section';
import {type Column, DataTable} from '../../parts/table';
import {Tag} from '../../parts/tag';
import {Told, useTold} from '../../parts/told';

const states: FileState[] = ['altered', 'truncated', 'grown', 'missing', 'extra', 'unreadable', 'late'];

export function FailedFiles({run, files, all}: {run: string; files: FileVerdict[]; all: number}) {
  const {t} = useTranslation('runs');
  const format = useFormat();
  const told = useTold();
  if (!files.length) return null;
  const columns: Column<FileVerdict>[] = [
    {
      id: 'state', header: t('file.state'), value: (row) => row.state,
      cell: (row) => <Tag tone={row.state === 'late' ? 'warn' : 'bad'}>{t(`file.is.${row.state}`)}</Tag>,
      choices: states.filter((state) => files.some((one) => one.state === state)).map((value) => ({value, label: t(`file.is.${value}`)})),
    },
    {id: 'path', header: t('file.path'), value: (row) => row.path, cell: (row) => <span className="mono" style={{overflowWrap: 'anywhere'}}>{row.path}</span>},
    {id: 'detail', header: t('file.detail'), value: (row) => told(row.detail) ?? row.detail, cell: (row) => <Told text={row.detail} />},
  ];
  return (
    <Section title={t('file.title')} lead={t('file.lead')}>
      <DataTable label={t('file.title')} file={`${run}-files`} columns={columns} rows={files} row_key={(row) => row.path}
        sort={{id: 'path'}} page={25} />
      {all > files.length && (
        <Text size="sm" c="dimmed">{t('file.more', {listed: format.number(files.length), all: format.number(all)})}</Text>
      )}
    </Section>
  );
}
