// Rows that sort, filter and go out as CSV: given whole (`rows`), or asked of the service page by page (`path`).
// On a narrow screen each row is a card.
import {Button, Group, Stack, Text} from '@mantine/core';
import {useMediaQuery} from '@mantine/hooks';
import {IconDownload, IconSearchOff} from '@tabler/icons-react';
import {type ReactNode, useState} from 'react';
import {useTranslation} from 'react-i18next';
import type {Query} from '../../api/client';
import {EmptyState} from '../empty_state';
import {ErrorNote} from '../error_note';
import {useFormat} from '../format';
import {Loading} from '../loading';
import {Pages} from '../pages';
import {Cards} from './cards';
import type {Column} from './columns';
import {csv_of, save} from './csv';
import {Filters} from './filters';
import {Rows} from './rows';
import classes from './table.module.css';
import {type Source, useRows} from './use_rows';

export interface TableProps<Row> {
  label: string; // what the rows are, for screen readers
  file: string; // of the export, without ".csv"
  columns: Column<Row>[];
  rows?: Row[];
  path?: string;
  query?: Query;
  row_key: (row: Row) => string;
  href?: (row: Row) => string | undefined; // where a row leads
  actions?: (row: Row) => ReactNode; // at the end of a row
  empty?: ReactNode; // when there is nothing at all
  page?: number; // rows a page
  sort?: {id: string; descending?: boolean};
}

export function DataTable<Row>(props: TableProps<Row>) {
  const {t} = useTranslation();
  const format = useFormat();
  const narrow = useMediaQuery('(max-width: 48em)', undefined, {getInitialValueInEffect: false});
  const size = props.page ?? 50;
  const [state, set_state] = useState({
    search: '', chosen: {} as Record<string, string>, sort: props.sort?.id ?? '',
    descending: props.sort?.descending ?? false, page: 1,
  });
  const change = (part: Partial<typeof state>) => set_state((old) => ({...old, page: 1, ...part}));
  const source: Source<Row> = useRows(props, state, size);
  const [saving, set_saving] = useState(false);
  const [save_error, set_save_error] = useState<Error | null>(null);

  const filtered = state.search !== '' || Object.values(state.chosen).some(Boolean);
  if (source.error) return <ErrorNote error={source.error} retry={source.retry} />;
  if (source.loading) return <Loading lines={6} />;
  if (!source.total && !filtered && props.empty) return <>{props.empty}</>;

  const export_csv = async () => {
    set_saving(true);
    set_save_error(null);
    try {
      save(`${props.file}.csv`, csv_of(props.columns, await source.all()));
    } catch (error) {
      set_save_error(error as Error);
    }
    set_saving(false);
  };
  const shown = {columns: props.columns, rows: source.rows, row_key: props.row_key, href: props.href, actions: props.actions};
  const toggle = (id: string) => change({sort: id, descending: state.sort === id && !state.descending});
  const pages = Math.ceil(source.total / size);
  return (
    <Stack gap="sm">
      <Filters columns={props.columns} state={state} change={change} narrow={narrow ?? false} />
      <ErrorNote error={save_error} />
      {source.total === 0 ? (
        <EmptyState icon={IconSearchOff} order={3} title={t('table.none')} text={filtered ? t('table.none_next') : ''} />
      ) : narrow ? (
        <Cards {...shown} label={props.label} />
      ) : (
        <Rows {...shown} label={props.label} sort={state.sort} descending={state.descending} toggle={toggle} />
      )}
      <div className={classes.foot}>
        <Group gap="xs">
          <Text size="sm" c="dimmed" role="status">
            {t('table.shown', {count: source.total, total: format.number(source.total)})}
          </Text>
          <Button variant="subtle" size="compact-sm" leftSection={<IconDownload size={15} aria-hidden />} loading={saving}
            disabled={!source.total} onClick={() => void export_csv()}>
            {t('table.csv')}
          </Button>
        </Group>
        <Pages total={pages} value={state.page} change={(page) => set_state({...state, page})} />
      </div>
    </Stack>
  );
}
