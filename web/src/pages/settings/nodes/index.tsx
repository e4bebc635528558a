import {Button, Stack} from '@mantine/core';
import {IconLinkPlus, IconTopologyRing2} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {remove} from '../../../api/client';
import {useChange, useList} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {Node} from '../../../api/types';
import {Confirm} from '../../../parts/confirm';
import {EmptyState} from '../../../parts/empty_state';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Section} from '../../../parts/section';
import {type Column, DataTable} from '../../../parts/table';
import {Tag, type Tone} from '../../../parts/tag';
import {tell} from '../../../parts/tell';
import {When} from '../../../parts/when';
import {Pairing} from './pairing';

const tones: Record<Node['state'], Tone> = {paired: 'good', ended: 'warn', revoked: 'none', damaged: 'bad'};

export function Nodes() {
  const {t} = useTranslation('settings');
  const maintains = useMay('maintain');
  const {data, error, refetch} = useList<Node>('/nodes');
  const [pairing, set_pairing] = useState(false);
  const [ending, set_ending] = useState<Node | null>(null);
  const revoking = useChange(({name, why}: {name: string; why: string}) => remove(`/nodes/${encodeURIComponent(name)}`, undefined, {why}), () => {
    set_ending(null);
    tell(t('nodes.revoked'));
  });
  const columns: Column<Node>[] = [
    {id: 'name', header: t('nodes.name'), value: (one) => one.name},
    {id: 'does', header: t('nodes.does'), value: (one) => (one.address ? t('nodes.receives', {address: one.address}) : t('nodes.sends'))},
    {id: 'folder', header: t('nodes.folder'), value: (one) => one.folder, cell: (one) => (one.folder ? <span className="mono">{one.folder}</span> : t('nodes.anywhere'))},
    {id: 'fingerprint', header: t('nodes.fingerprint'), value: (one) => one.fingerprint, wide: true, cell: (one) => <span className="mono" title={one.fingerprint}>{one.fingerprint}</span>},
    {id: 'paired_at', header: t('nodes.paired_at'), value: (one) => one.paired_at, cell: (one) => <When at={one.paired_at} exact />},
    {id: 'expires', header: t('nodes.expires'), value: (one) => one.expires, cell: (one) => <When at={one.expires} never={t('nodes.endless')} />},
    {id: 'state', header: t('nodes.state'), value: (one) => t(`node_state.${one.state}`), cell: (one) => <Tag tone={tones[one.state]}>{t(`node_state.${one.state}`)}</Tag>},
  ];
  const begin = maintains && (
    <Button leftSection={<IconLinkPlus size={17} aria-hidden />} onClick={() => set_pairing(true)}>{t('nodes.pair')}</Button>
  );
  const end = (one: Node) =>
    one.state !== 'revoked' && <Button size="compact-sm" variant="default" onClick={() => set_ending(one)}>{t('nodes.revoke')}</Button>;
  return (
    <Stack gap="xl">
      {pairing && <Pairing close={() => set_pairing(false)} />}
      <Section title={t('nodes.title')} lead={t('nodes.lead')} actions={!pairing && data?.items.length ? begin : undefined}>
        <ErrorNote error={error} retry={() => void refetch()} />
        {!data && !error && <Loading />}
        {data && (
          <DataTable label={t('nodes.title')} file="nodes" columns={columns} rows={data.items} row_key={(one) => one.name}
            actions={maintains ? end : undefined}
            empty={<EmptyState icon={IconTopologyRing2} order={3} title={t('nodes.none')} text={t('nodes.none_next')}>{!pairing && begin}</EmptyState>} />
        )}
      </Section>
      {ending && (
        <Confirm title={t('nodes.revoke_title', {name: ending.name})} text={t('nodes.revoke_text')} go={t('nodes.revoke')} danger why
          busy={revoking.isPending} error={revoking.error} confirm={(why) => revoking.mutate({name: ending.name, why})} close={() => set_ending(null)} />
      )}
    </Stack>
  );
}
