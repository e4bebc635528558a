import {Button, Group, NumberInput, Stack, Text, TextInput, Textarea, Title} from '@mantine/core';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import type {Node} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {tell} from '../../../parts/tell';
import {When} from '../../../parts/when';
import {Line} from './line';

function Completion() {
  const {t} = useTranslation('settings');
  const [answer, set_answer] = useState('');
  const completing = useChange(() => post<{node: Node}>('/nodes/completions', {line: answer.trim()}), ({node}) => {
    set_answer('');
    tell(t('pairing.paired', {name: node.name}));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    completing.mutate(undefined);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Title order={3}>{t('pairing.third')}</Title>
        <Textarea label={t('pairing.answer')} required autosize minRows={2} value={answer} spellCheck={false} classNames={{input: 'mono'}}
          onChange={(event) => set_answer(event.currentTarget.value)} />
        <ErrorNote error={completing.error} />
        <Group><Button type="submit" loading={completing.isPending}>{t('pairing.complete')}</Button></Group>
      </Stack>
    </form>
  );
}

export function Invite() {
  const {t} = useTranslation('settings');
  const [address, set_address] = useState('');
  const [folder, set_folder] = useState('');
  const [days, set_days] = useState<number | string>('');
  const inviting = useChange(() =>
    post<{line: string; expires: string}>('/nodes/invitations', {
      address: address.trim(), ...(folder ? {folder: folder.trim()} : {}), ...(days ? {valid_days: Number(days)} : {}),
    }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    inviting.mutate(undefined);
  };
  return (
    <Stack gap="xl">
      <form onSubmit={submit}>
        <Stack>
          <Title order={3}>{t('pairing.first')}</Title>
          <TextInput label={t('pairing.address')} description={t('pairing.address_help')} placeholder="nas01.lab.example:7433" required
            value={address} onChange={(event) => set_address(event.currentTarget.value)} />
          <Group grow preventGrowOverflow={false} align="flex-start">
            <TextInput label={t('pairing.folder')} description={t('pairing.folder_help')} value={folder} miw={220}
              onChange={(event) => set_folder(event.currentTarget.value)} />
            <NumberInput label={t('pairing.days')} description={t('pairing.days_help')} min={1} max={3650} allowDecimal={false} value={days}
              miw={220} onChange={set_days} />
          </Group>
          <ErrorNote error={inviting.error} />
          <Group><Button type="submit" loading={inviting.isPending}>{t('pairing.invite')}</Button></Group>
        </Stack>
      </form>
      {inviting.data && (
        <>
          <Stack>
            <Title order={3}>{t('pairing.second')}</Title>
            <Text size="sm" component="div">{t('pairing.carry')} <When at={inviting.data.expires} /></Text>
            <Line text={inviting.data.line} label={t('pairing.invitation')} />
          </Stack>
          <Completion />
        </>
      )}
    </Stack>
  );
}
