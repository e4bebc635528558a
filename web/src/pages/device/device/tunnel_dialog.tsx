// Somebody answers for it that a connection runs inside a tunnel, or takes it back.
import {Button, Group, Select, Stack, Text, Textarea} from '@mantine/core';
import {notifications} from '@mantine/notifications';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {put} from '../../../api/client';
import {useChange} from '../../../api/queries';
import {useMe} from '../../../api/session';
import type {Device, Tunnel, TunnelKind} from '../../../api/types';
import {Dialog} from '../../../parts/dialog';
import {ErrorNote} from '../../../parts/error_note';

const kinds: TunnelKind[] = ['wireguard', 'ipsec', 'ssh'];
interface Props {device: Device; endpoint: string; tunnel?: Tunnel; close: () => void}

export function TunnelDialog({device, endpoint, tunnel, close}: Props) {
  const {t} = useTranslation(['device', 'common']);
  const me = useMe();
  const [kind, set_kind] = useState<string>(tunnel?.kind ?? 'wireguard');
  const [why, set_why] = useState('');
  const saving = useChange(
    () => {
      const others = device.tunnels.filter(({connection}) => connection !== endpoint);
      const declared = kind === 'none' ? [] : [{connection: endpoint, kind, why, by: '', at: ''}]; // by whom, the service says
      return put<{evidence: number}>(`/devices/${encodeURIComponent(device.id)}`, {...device, tunnels: [...others, ...declared], why});
    },
    ({evidence}) => {
      notifications.show({message: t('form.saved', {evidence})});
      close();
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(undefined);
  };
  const choices = [...kinds, ...(tunnel ? ['none'] : [])].map((value) => ({value, label: t(`tunnel.name.${value}`)}));
  return (
    <Dialog title={t('tunnel.title')} close={close}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed">{t('tunnel.text', {name: me.full_name})}</Text>
          <Select label={t('tunnel.kind')} value={kind} data={choices} allowDeselect={false} onChange={(value) => set_kind(value ?? 'wireguard')} />
          <Textarea label={t('tunnel.why')} description={t('tunnel.why_text')} required autosize minRows={2} value={why}
            onChange={(event) => set_why(event.currentTarget.value)} />
          <ErrorNote error={saving.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{t('common:cancel')}</Button>
            <Button type="submit" loading={saving.isPending}>{t('common:save')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
