// The rates of the last two minutes, kept while the page stays open: the service tells only that of the moment.
import {useEffect, useReducer} from 'react';
import type {Transfer} from '../../api/types';

export interface Sample {at: number; rate: number}
export const span_s = 120;

const kept = new Map<string, Sample[]>();

function remember(items: Transfer[], now: number) {
  for (const {id, rate} of items) {
    const samples = kept.get(id) ?? [];
    samples.push({at: now, rate});
    kept.set(id, samples.filter((one) => now - one.at <= span_s * 1000));
  }
  for (const id of kept.keys()) if (!items.some((one) => one.id === id)) kept.delete(id);
}

// `items`: anew with each event.
export function useRates(items: Transfer[] | undefined): (id: string) => Sample[] {
  const [, again] = useReducer((turn: number) => turn + 1, 0);
  useEffect(() => {
    if (!items) return;
    remember(items, Date.now());
    again();
  }, [items]);
  return (id) => kept.get(id) ?? [];
}
