import {Autocomplete, Checkbox, NumberInput, Select, Textarea} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {useGet, useList} from '../../api/queries';
import type {Node, RunFolders} from '../../api/types';
import type {WorkKind} from './use_work';

export interface Filled {
  path: string;
  only: string;
  hashed_at: string;
  complete: boolean;
  trust_stat: boolean;
  sink: string;
  limit_mb: string | number;
}
interface Props {kind: WorkKind; filled: Filled; change: (part: Partial<Filled>) => void}

export function WorkFields({kind, filled, change}: Props) {
  const {t} = useTranslation('runs');
  return (
    <>
      <Folder filled={filled} change={change} />
      {kind === 'verify' && (
        <Textarea label={t('field.only')} description={t('field.only_text')} autosize minRows={2} maxRows={8} value={filled.only}
          onChange={(event) => change({only: event.currentTarget.value})} />
      )}
      {kind === 'send' && <Sink filled={filled} change={change} />}
      {kind !== 'verify' && (
        <>
          <Select label={t('field.hashed_at')} description={t('field.hashed_at_text')} allowDeselect={false} value={filled.hashed_at}
            data={['source', 'gateway', 'storage'].map((value) => ({value, label: t(`station.${value}`)}))}
            onChange={(hashed_at) => change({hashed_at: hashed_at ?? 'storage'})} />
          <Checkbox label={t('field.complete')} description={t('field.complete_text')} checked={filled.complete}
            onChange={(event) => change({complete: event.currentTarget.checked})} />
        </>
      )}
      {kind === 'seal' && (
        <Checkbox label={t('field.trust_stat')} description={t('field.trust_stat_text')} checked={filled.trust_stat}
          onChange={(event) => change({trust_stat: event.currentTarget.checked})} />
      )}
    </>
  );
}

function Folder({filled, change}: Omit<Props, 'kind'>) {
  const {t} = useTranslation('runs');
  const {data} = useGet<RunFolders>('/run-folders');
  const runs = (data?.items ?? []).flatMap(({folder, runs: names}) => names.map((name) => `${folder.replace(/\/+$/, '')}/${name}`));
  const none = data?.items.length === 0;
  return (
    <Autocomplete required label={t('field.path')} description={t(none ? 'field.path_none' : 'field.path_text')} value={filled.path}
      placeholder="/srv/runs/241120_A02001_0147_BHK3VDSX" data={[...new Set(runs)]} limit={50} onChange={(path) => change({path})} data-autofocus />
  );
}

function Sink({filled, change}: Omit<Props, 'kind'>) {
  const {t} = useTranslation('runs');
  const {data} = useList<Node>('/nodes');
  const {data: places} = useGet<RunFolders>('/run-folders');
  const receivers = (data?.items ?? []).filter((node) => node.address && !node.revoked).map((node) => `runseal://${node.address}/`);
  return (
    <>
      <Autocomplete required label={t('field.sink')} description={t('field.sink_text')} placeholder="runseal://storage-host/"
        data={[...new Set([...receivers, ...(places?.sinks ?? [])])]} value={filled.sink} onChange={(sink) => change({sink})} />
      <NumberInput label={t('field.limit')} description={t('field.limit_text')} min={0} value={filled.limit_mb} hideControls
        onChange={(limit_mb) => change({limit_mb})} />
    </>
  );
}
