import {Button} from '@mantine/core';
import {IconMailOpened, IconPlus} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {useMay} from '../../api/session';
import type {NoticeRow} from '../../api/types';
import {EmptyState} from '../../parts/empty_state';
import {useFormat} from '../../parts/format';
import {PageTitle} from '../../parts/page_title';
import {type Column, DataTable} from '../../parts/table';
import {StateTag, state_of} from './state_tag';

function useColumns() {
  const {t} = useTranslation('notice');
  const format = useFormat();
  const columns: Column<NoticeRow>[] = [
    {id: 'id', header: t('list.id'), value: (row) => row.id},
    {id: 'title', header: t('list.name'), value: (row) => row.title, wide: true},
    {id: 'publisher', header: t('list.publisher'), value: (row) => row.publisher,
      cell: (row) => <span style={{whiteSpace: 'nowrap'}}>{row.publisher || '–'}</span>},
    {id: 'date', header: t('list.date'), value: (row) => row.date,
      cell: (row) => <span style={{whiteSpace: 'nowrap'}}>{format.date(row.date)}</span>},
    {id: 'affected', header: t('list.affected'), value: (row) => row.affected, number: true, help: 'affected'},
    {id: 'open', header: t('list.open'), value: (row) => row.open, number: true},
    {id: 'done', header: t('list.done'), value: (row) => row.done, number: true},
    {id: 'state', header: t('list.state'), value: (row) => t(`state.${state_of(row)}`), cell: (row) => <StateTag row={row} />},
  ];
  return columns;
}

export function NoticeList() {
  const {t} = useTranslation('notice');
  const columns = useColumns();
  const add = useMay('maintain') && (
    <Button component={Link} href="/notices/new" leftSection={<IconPlus size={16} aria-hidden />}>{t('list.add')}</Button>
  );
  return (
    <>
      <PageTitle title={t('title')} lead={t('lead')}>{add}</PageTitle>
      <DataTable<NoticeRow> label={t('title')} file="notices" columns={columns} path="/notices" row_key={(row) => row.id}
        href={(row) => `/notices/${encodeURIComponent(row.id)}`}
        empty={<EmptyState icon={IconMailOpened} title={t('list.empty')} text={t('list.empty_text')}>{add}</EmptyState>} />
    </>
  );
}
