// Captures: one more comes in, and every one that was read.
import {Stack, Text} from '@mantine/core';
import {IconWaveSine} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {useMay} from '../../api/session';
import type {CaptureRow} from '../../api/types';
import {EmptyState} from '../../parts/empty_state';
import {useFormat} from '../../parts/format';
import {Grade} from '../../parts/grade';
import {PageTitle} from '../../parts/page_title';
import {Section} from '../../parts/section';
import {type Column, DataTable} from '../../parts/table';
import {When} from '../../parts/when';
import {AddCapture} from './add_capture';

export function CapturesPage() {
  const {t} = useTranslation(['captures', 'terms', 'common']);
  const format = useFormat();
  const may = useMay('measure');
  const columns: Column<CaptureRow>[] = [
    {id: 'file_name', header: t('column.file_name'), value: (row) => row.file_name, wide: true},
    {id: 'at', header: t('column.at'), value: (row) => row.at, cell: (row) => <When at={row.at} />},
    {id: 'by', header: t('column.by'), value: (row) => row.by},
    {id: 'conversations', header: t('column.conversations'), value: (row) => row.conversations, cell: (row) => format.number(row.conversations), number: true},
    {
      id: 'exposed_files', header: t('column.exposed_files'), value: (row) => row.exposed_files, number: true,
      cell: (row) => (row.exposed_files ? <b style={{color: 'var(--bad-ink)'}}>{format.number(row.exposed_files)}</b> : '0'),
    },
    ...(['integrity', 'confidentiality'] as const).map((axis): Column<CaptureRow> => ({
      id: axis, header: t(`terms:${axis}.word`), value: (row) => row[axis], cell: (row) => <Grade grade={row[axis]} />, help: axis,
    })),
    {id: 'signs', header: t('column.signs'), value: (row) => row.signs, number: true},
  ];
  return (
    <>
      <PageTitle title={t('title')} lead={t('lead')} />
      <Stack gap="lg">
        {may && (
          <Section title={t('add.title')} lead={t('add.lead')}>
            <AddCapture />
          </Section>
        )}
        <DataTable label={t('title')} file="captures" path="/captures" columns={columns} row_key={(row) => row.id}
          href={(row) => `/captures/${encodeURIComponent(row.id)}`} sort={{id: 'at', descending: true}}
          empty={<EmptyState icon={IconWaveSine} title={t('empty.title')} text={<Text component="span">{t('empty.text')}</Text>} />} />
      </Stack>
    </>
  );
}
