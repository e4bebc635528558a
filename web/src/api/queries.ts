// The service's answers, kept by react-query under ['api', path, query]: whatever is recorded makes them old.
import {
  QueryClient, type UseQueryOptions, keepPreviousData, useMutation, useQuery, useQueryClient,
} from '@tanstack/react-query';
import {ApiError, type Query, get} from './client';

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => !(error instanceof ApiError && error.status >= 400 && error.status < 500) && count < 2,
    },
  },
});

export const key_of = (path: string, query: Query = {}) => ['api', path, query] as const;

type Options<T> = Partial<Pick<UseQueryOptions<T, ApiError>, 'enabled' | 'staleTime' | 'refetchInterval' | 'placeholderData'>>;

export function useGet<T>(path: string, query: Query = {}, options: Options<T> = {}) {
  return useQuery<T, ApiError>({queryKey: key_of(path, query), queryFn: () => get<T>(path, query), ...options});
}

export interface List<T> {items: T[]; total: number}

// A page of a list; the page before stays in view while the next one comes.
export function useList<T>(path: string, query: Query = {}, options: {enabled?: boolean} = {}) {
  return useQuery<List<T>, ApiError>({
    queryKey: key_of(path, query),
    queryFn: () => get<List<T>>(path, query),
    placeholderData: keepPreviousData,
    ...options,
  });
}

// Something that changes the service's records: afterwards everything shown is asked for again.
export function useChange<In, Out>(change: (input: In) => Promise<Out>, done?: (out: Out, input: In) => void) {
  const queries = useQueryClient();
  return useMutation<Out, ApiError, In>({
    mutationFn: change,
    onSuccess: (out, input) => {
      void queries.invalidateQueries({queryKey: ['api']});
      done?.(out, input);
    },
  });
}
