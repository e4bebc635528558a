// The proof of an entry from the service, and what checking it here gave.
import {useQuery} from '@tanstack/react-query';
import {useGet} from '../../api/queries';
import type {Proof} from '../../api/types';
import {type Report, check_proof} from '../../proof/check';

export interface CheckedEntry {
  proof?: Proof;
  report?: Report;
  error: Error | null;
  retry: () => void;
}

export function useCheckedEntry(index: number, leaf: string | undefined, key: string | undefined): CheckedEntry {
  const asked = useGet<Proof>(`/evidence/${index}/proof`);
  const proof = asked.data;
  const checked = useQuery<Report, Error>({
    queryKey: ['checked', index, leaf, key, proof],
    queryFn: () => check_proof(proof!, {index, leaf: leaf!, key}),
    enabled: proof !== undefined && leaf !== undefined,
    staleTime: Infinity,
    retry: false,
  });
  return {proof, report: checked.data, error: asked.error ?? checked.error, retry: () => void asked.refetch()};
}
