import {Alert, Button, Checkbox, Group, Modal, Select, Stack, TextInput} from '@mantine/core';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import {useMe} from '../../../api/session';
import type {Permission, TokenRow} from '../../../api/types';
import {CopyBlock} from '../../../parts/copy';
import {ErrorNote} from '../../../parts/error_note';

const spans = ['30', '90', '365'];
const in_days = (days: string) => new Date(Date.now() + Number(days) * 86_400_000).toISOString().replace(/\.\d+Z/, 'Z');

export function NewToken({close}: {close: () => void}) {
  const {t} = useTranslation(['settings', 'common']);
  const me = useMe();
  const [name, set_name] = useState('');
  const [days, set_days] = useState('90');
  const [chosen, choose] = useState<Permission[]>(['view']);
  const making = useChange(() =>
    post<TokenRow & {token: string}>('/me/tokens', {name: name.trim(), permissions: chosen, expires: in_days(days)}));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate(undefined);
  };
  return (
    <Modal opened onClose={close} title={t('tokens.new')} closeButtonProps={{'aria-label': t('common:close')}} closeOnClickOutside={!making.data}>
      {making.data ? (
        <Stack>
          <Alert color="yellow" c="var(--warn-ink)" title={t('tokens.once')} styles={{title: {color: 'var(--warn-ink)'}, message: {color: 'inherit'}}}>
            {t('tokens.once_text')}
          </Alert>
          <CopyBlock text={making.data.token} label={t('tokens.copy')} />
          <Group justify="flex-end"><Button onClick={close}>{t('tokens.kept')}</Button></Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <TextInput label={t('tokens.name')} description={t('tokens.name_help')} required maxLength={100} value={name} data-autofocus
              onChange={(event) => set_name(event.currentTarget.value)} />
            <Checkbox.Group label={t('tokens.may')} required value={chosen} onChange={(all) => choose(all as Permission[])}>
              <Stack gap={8} mt={6}>
                {me.permissions.filter((may) => may !== 'own').map((may) => <Checkbox key={may} value={may} label={t(`may.${may}`)} />)}
              </Stack>
            </Checkbox.Group>
            <Select label={t('tokens.lasts')} value={days} allowDeselect={false} onChange={(value) => set_days(value ?? '90')}
              data={spans.map((value) => ({value, label: t('days', {count: Number(value)})}))} />
            <ErrorNote error={making.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>{t('common:cancel')}</Button>
              <Button type="submit" loading={making.isPending} disabled={!chosen.length}>{t('tokens.make')}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
