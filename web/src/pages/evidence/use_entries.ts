// Pages of the log, newest first. What is looked for stands in the address, so that it can be sent to somebody.
import {keepPreviousData, useInfiniteQuery} from '@tanstack/react-query';
import {useDebouncedValue} from '@mantine/hooks';
import {useState} from 'react';
import {useSearchParams} from 'wouter';
import {get} from '../../api/client';
import {key_of} from '../../api/queries';
import type {EvidencePage} from '../../api/types';

export type Row = EvidencePage['items'][number];
const page_size = 50;
const most = 500; // of the service, a request

export function useEntries() {
  const [params, set_params] = useSearchParams();
  const [text, set_text] = useState(params.get('text') ?? '');
  const [searched] = useDebouncedValue(text.trim(), 250);
  const kind = params.get('kind') ?? '';
  const subject = params.get('subject') ?? '';
  const query = {kind, subject, text: searched};
  const asked = useInfiniteQuery({
    queryKey: key_of('/evidence', {...query, limit: page_size}),
    queryFn: ({pageParam}) => get<EvidencePage>('/evidence', {...query, limit: page_size, before: pageParam}),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => {
      const oldest = last.items.at(-1)?.index;
      return last.items.length < page_size || !oldest ? undefined : oldest;
    },
    placeholderData: keepPreviousData,
  });
  const narrow = (name: string, value: string) =>
    set_params((old) => {
      const next = new URLSearchParams(old);
      if (value) next.set(name, value);
      else next.delete(name);
      return next;
    }, {replace: true});

  const every = async (): Promise<Row[]> => {
    const rows: Row[] = [];
    for (;;) {
      const {items} = await get<EvidencePage>('/evidence', {...query, limit: most, before: rows.at(-1)?.index});
      rows.push(...items);
      if (items.length < most || rows.at(-1)?.index === 0) return rows;
    }
  };
  return {
    rows: asked.data?.pages.flatMap((page) => page.items),
    size: asked.data?.pages[0]?.size,
    error: asked.error,
    retry: () => void asked.refetch(),
    more: asked.hasNextPage,
    loading_more: asked.isFetchingNextPage,
    load_more: () => void asked.fetchNextPage(),
    filtered: Boolean(kind || subject || searched),
    text, set_text, kind, subject, narrow, every,
  };
}
export type Entries = ReturnType<typeof useEntries>;
