// Who spoke with whom, drawn as the overview draws the network; a line tells why it has its colour.
import {Center, Drawer, Group, Loader, Stack, Text} from '@mantine/core';
import {useMediaQuery} from '@mantine/hooks';
import {Suspense, useCallback, useMemo, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useList} from '../../api/queries';
import type {CapturedFlow} from '../../api/types';
import {Grade, axes} from '../../parts/grade';
import {later} from '../../parts/later';
import {Section} from '../../parts/section';
import {Term} from '../../parts/term';
import {Told} from '../../parts/told';
import type {Chosen} from '../overview/network/layout';
import {Legend} from '../overview/network/legend';
import {useShown} from '../overview/network/use_shown';
import {host_name, row_name} from '../overview/network/words';
import {network_of} from './network';

const Drawn = later(() => import('../overview/network/picture'));
const most = 500;

function Why({flow}: {flow: CapturedFlow}) {
  return (
    <Stack gap="sm" component="section">
      <Text fw={600}>{flow.protocol.toUpperCase()} {flow.versions.join(', ')}</Text>
      {axes.map((axis) => (
        <Stack key={axis} gap={4}>
          <Group justify="space-between">
            <Text fw={550} component="div"><Term k={axis} /></Text>
            <Grade grade={flow[axis].grade} />
          </Group>
          <Text size="sm" c="dimmed" className="sentence"><Told text={flow[axis].reason} /></Text>
        </Stack>
      ))}
    </Stack>
  );
}

export function Picture({path}: {path: string}) {
  const {t} = useTranslation(['captures', 'overview', 'common']);
  const roomy = useMediaQuery('(min-width: 56em)', undefined, {getInitialValueInEffect: false});
  const {data} = useList<CapturedFlow>(`${path}/flows`, {limit: most});
  const [chosen, set_chosen] = useState<Chosen | null>(null);
  const unlisted = t('unlisted');
  const network = useMemo(() => network_of(data?.items ?? [], unlisted), [data, unlisted]);
  const {shown, toggle} = useShown(network);
  const choose = useCallback((one: Chosen) => (one.row.count > 1 ? toggle(one.site.name) : set_chosen(one)), [toggle]);
  if (!roomy || !network.connections.length) return null;
  const behind = (data?.items ?? []).filter((flow) => flow.protocol !== 'unknown' &&
    chosen?.line.connections.some((one) => one.device === (flow.device ?? flow.client) && one.host === flow.server));
  return (
    <Section title={t('picture.title')} lead={t('picture.lead')}>
      <Suspense fallback={<Center h={200}><Loader aria-label={t('common:loading')} /></Center>}>
        <Drawn shown={shown} choose={choose} toggle={toggle} />
      </Suspense>
      <Legend />
      <Drawer opened={chosen !== null} onClose={() => set_chosen(null)} position="right" size="md"
        title={chosen ? `${row_name(t, chosen.row)} → ${host_name(t, chosen.line.host, 1)}` : ''} closeButtonProps={{'aria-label': t('common:close')}}>
        <Stack gap="xl">{behind.map((flow) => <Why key={`${flow.client} ${flow.port} ${flow.protocol} ${flow.transport}`} flow={flow} />)}</Stack>
      </Drawer>
    </Section>
  );
}
