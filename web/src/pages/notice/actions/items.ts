// A case's items as the page shows them: by whom they are owed.
import type {Case, CaseAction, CaseDevice, CaseItem, NearMiss} from '../../../api/types';

export const distributor_actions: CaseAction[] = ['customers-identified', 'customers-informed'];
const is_distributor = ({action}: CaseItem) => distributor_actions.includes(action);

export const at_once = 25; // devices

// What a distributor owes counts only where somebody has begun to answer as one.
export function counted({items, totals}: Pick<Case, 'items' | 'totals'>) {
  const distributor = items.filter(is_distributor);
  const open = distributor.filter(({state}) => state === 'open').length;
  return {open: totals.open + (open < distributor.length ? open : 0), done: totals.done};
}

export interface DeviceItems {device: CaseDevice; items: CaseItem[]; open: number}
export interface Grouped {
  whole: CaseItem[];
  distributor: CaseItem[];
  devices: DeviceItems[]; // what is open first
  near_misses: {device: NearMiss; item: CaseItem}[];
}

export function grouped(one: Case): Grouped {
  const by_device = new Map<string, CaseItem[]>();
  for (const item of one.items)
    if (item.device_id) by_device.set(item.device_id, [...(by_device.get(item.device_id) ?? []), item]);
  const devices = one.devices.map((device) => {
    const items = by_device.get(device.device_id) ?? [];
    return {device, items, open: items.filter(({state}) => state === 'open').length};
  });
  devices.sort((a, b) => Number(b.open > 0) - Number(a.open > 0));
  return {
    whole: one.items.filter((item) => !item.device_id && !is_distributor(item)),
    distributor: one.items.filter(is_distributor),
    devices,
    near_misses: one.near_misses.flatMap((device) => {
      const item = by_device.get(device.device_id)?.find(({action}) => action === 'near-miss-settled');
      return item ? [{device, item}] : [];
    }),
  };
}

// An open item's detail names commands; what of it helps here is who said it of an earlier text of the letter.
export function said_before(item: CaseItem): {by: string; on: string} | null {
  const found = /^(.+) said so of another text of the letter, on (\d{4}-\d\d-\d\d);/.exec(item.detail);
  return item.state === 'open' && found ? {by: found[1]!, on: found[2]!} : null;
}
