// Pages of the log, newest first. What is looked for stands in the address, so that it can be sent to somebody.
import {keepPreviousData, useInfiniteQuery} from '@tanstack/react-query';
import {useDebouncedValue} from '@mantine/hooks';
import {useEffect, useState} from 'react';
import {useSearchParams} from 'wouter';
import {get} from '../../api/client';
import {key_of} from '../../api/queries';
import type {EvidencePage} from '../../api/types';

export type Row = EvidencePage['items'][number];
const page_size = 50;
const most = 500; // of the service, a request

// The service's `until` is a moment; people mean the whole day.
function day_after(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return day && !Number.isNaN(at.getTime()) ? new Date(at.getTime() + 86_400_000).toISOString().slice(0, 10) : '';
}

export function useEntries() {
  const [params, set_params] = useSearchParams();
  const [text, set_text] = useState(params.get('text') ?? '');
  const [searched] = useDebouncedValue(text.trim(), 250);
  const kind = params.get('kind') ?? '';
  const subject = params.get('subject') ?? '';
  const [since, until] = [params.get('since') ?? '', params.get('until') ?? ''];
  const query = {kind, subject, text: searched, since, until: day_after(until)};
  const asked = useInfiniteQuery({
    queryKey: key_of('/evidence', {...query, limit: page_size}),
    queryFn: ({pageParam}) => get<EvidencePage>('/evidence', {...query, limit: page_size, before: pageParam}),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  // one search is bounded in time: it may come back with nothing and the place to go on from
  const found = asked.data?.pages.some((page) => page.items.length);
  const {hasNextPage, isFetching, fetchNextPage} = asked;
  useEffect(() => {
    if (found === false && hasNextPage && !isFetching) void fetchNextPage();
  }, [found, hasNextPage, isFetching, fetchNextPage]);

  const narrow = (name: string, value: string) =>
    set_params((old) => {
      const next = new URLSearchParams(old);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, {replace: true});

  const every = async (): Promise<Row[]> => {
    const rows: Row[] = [];
    for (let before: number | null | undefined; before !== null; ) {
      const page: EvidencePage = await get<EvidencePage>('/evidence', {...query, limit: most, before});
      rows.push(...page.items);
      before = page.next ?? null;
    }
    return rows;
  };
  return {
    rows: found === false && hasNextPage ? undefined : asked.data?.pages.flatMap((page) => page.items),
    size: asked.data?.pages[0]?.size,
    error: asked.error,
    retry: () => void asked.refetch(),
    more: hasNextPage && found !== false,
    loading_more: asked.isFetchingNextPage,
    load_more: () => void fetchNextPage(),
    filtered: Boolean(kind || subject || searched || since || until),
    text, set_text, kind, subject, since, until, narrow, every,
  };
}
export type Entries = ReturnType<typeof useEntries>;
