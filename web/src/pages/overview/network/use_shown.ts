// What is shown of a network, with the sites that somebody has unfolded.
import {useCallback, useMemo, useState} from 'react';
import type {Network} from '../../../api/types';
import {gathered} from './gather';

export function useShown(network: Network, search = '') {
  const [opened, set_opened] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((site: string) => {
    set_opened((old) => {
      const now = new Set(old);
      if (!now.delete(site)) now.add(site);
      return now;
    });
  }, []);
  const shown = useMemo(() => gathered(network, search, opened), [network, search, opened]);
  return {shown, toggle};
}
