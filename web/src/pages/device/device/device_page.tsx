// One device: what the inventory says of it, how its connections are protected, which notices concern it.
import {Button, Stack} from '@mantine/core';
import {IconPencil, IconRadar2} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useSearchParams} from 'wouter';
import {useGet} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {DeviceDetail} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {JobProgress} from '../../../parts/job_progress';
import {Loading} from '../../../parts/loading';
import {PageTitle} from '../../../parts/page_title';
import {useAudit} from '../connection/use_audit';
import {DeviceDialog} from '../form/device_dialog';
import {Connections} from './connections';
import {Facts} from './facts';
import {Notices} from './notices';

export function DevicePage({id}: {id: string}) {
  const {t} = useTranslation(['device', 'common']);
  const [search] = useSearchParams();
  const [editing, set_editing] = useState(search.has('edit'));
  const maintain = useMay('maintain');
  const measure = useMay('measure');
  const audit = useAudit();
  const asked = useGet<DeviceDetail>(`/devices/${encodeURIComponent(id)}`);
  const back = {href: '/devices', label: t('title')};
  if (asked.error) return (
    <>
      <PageTitle title={id} back={back} />
      <ErrorNote error={asked.error} retry={() => void asked.refetch()} />
    </>
  );
  if (!asked.data) return <Loading lines={8} />;
  const {device, connections, matches} = asked.data;
  const lead = [t(`common:role_of.${device.role}`), device.manufacturer, device.site].filter(Boolean).join(' · ');
  return (
    <>
      <PageTitle title={device.name || device.id} lead={lead} back={back}>
        {maintain && (
          <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={() => set_editing(true)}>
            {t('form.edit')}
          </Button>
        )}
        {measure && device.connections.length > 0 && (
          <Button leftSection={<IconRadar2 size={16} aria-hidden />} loading={audit.starting}
            onClick={() => audit.begin({names: [device.id]})}>
            {t('connection.again')}
          </Button>
        )}
      </PageTitle>
      <Stack gap="lg">
        <ErrorNote error={audit.error} />
        {audit.job && <JobProgress id={audit.job} />}
        <Connections device={device} connections={connections} edit={maintain ? () => set_editing(true) : undefined} />
        <Notices matches={matches} />
        <Facts device={device} />
      </Stack>
      {editing && maintain && <DeviceDialog device={device} close={() => set_editing(false)} />}
    </>
  );
}
