// How rows and lines of the network are called.
import type {TFunction} from 'i18next';
import {type Line, type Row, grade_of, others} from './gather';

type T = TFunction<['overview', 'common']>;

export const host_name = (t: T, host: string, count: number) => (host === others ? t('network.other_storages', {count}) : host);
export const site_name = (t: T, name: string) => (name === others ? t('network.other_sites') : name || t('network.no_site'));

export function row_name(t: T, row: Row): string {
  if (row.device) return row.device.name || row.device.id;
  return row.count ? t('network.rest', {count: row.count}) : t('network.nobody');
}

// "SMB not protected"; of several connections, how many are as bad as the worst.
export function line_words(t: T, line: Line): {protocol: string; words: string} {
  const protocols = new Set(line.connections.map((one) => (one.protocol || one.endpoint.split(':')[0]!).toUpperCase()));
  const protocol = protocols.size === 1 ? [...protocols][0]! : '';
  const all = line.connections.length;
  const same = line.connections.filter((one) => grade_of(one) === line.grade && one.declared_only === line.declared).length;
  const words = line.declared ? t('network.declared') : t(`network.grade.${line.grade}`);
  if (all === 1) return {protocol, words};
  return {protocol, words: same === all ? t('network.all_of', {count: all, words}) : t('network.some_of', {count: all, same, words})};
}

// About: before anything is drawn. A little too wide is better than on each other.
export const label_width = ({protocol, words}: {protocol: string; words: string}) => 50 + 7.4 * `${protocol} ${words}`.length;
