// The rows of one page of a table, and all of them for the export.
import {keepPreviousData, useQuery} from '@tanstack/react-query';
import {useMemo} from 'react';
import {useDebouncedValue} from '@mantine/hooks';
import {get} from '../../api/client';
import {type List, key_of} from '../../api/queries';
import {found, sorted} from './columns';
import type {TableProps} from './data_table';

const most = 500; // of the service, a request

export interface Source<Row> {
  rows: Row[];
  total: number;
  loading: boolean;
  error: Error | null;
  retry: () => void;
  all: () => Promise<Row[]>;
}
interface State {search: string; chosen: Record<string, string>; sort: string; descending: boolean; page: number}

export function useRows<Row>(props: TableProps<Row>, state: State, size: number): Source<Row> {
  const {path, columns, rows} = props;
  const [search] = useDebouncedValue(state.search, 250);
  const query = {
    ...props.query, ...state.chosen, search, sort: state.sort, descending: state.descending,
  };
  const paged = {...query, offset: (state.page - 1) * size, limit: size};
  const asked = useQuery<List<Row>, Error>({
    queryKey: key_of(path ?? '', paged),
    queryFn: () => get<List<Row>>(path!, paged),
    enabled: path !== undefined,
    placeholderData: keepPreviousData,
  });
  const here = useMemo(
    () =>
      sorted(found(rows ?? [], columns, state.search, state.chosen), columns.find((one) => one.id === state.sort),
        state.descending),
    [rows, columns, state],
  );
  if (path === undefined)
    return {
      rows: here.slice((state.page - 1) * size, state.page * size), total: here.length, loading: rows === undefined,
      error: null, retry: () => {}, all: async () => here,
    };
  const all = async () => {
    const every: Row[] = [];
    for (;;) {
      const {items, total} = await get<List<Row>>(path, {...query, offset: every.length, limit: most});
      every.push(...items);
      if (!items.length || every.length >= total) return every;
    }
  };
  return {
    rows: asked.data?.items ?? [], total: asked.data?.total ?? 0, loading: asked.isPending, error: asked.error,
    retry: () => void asked.refetch(), all,
  };
}
