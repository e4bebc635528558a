// Makes an account, and then the one-time link that lets its person in: there is no first password to hand over.
import {Button, Group, Modal, Stack, TextInput} from '@mantine/core';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {post} from '../../../api/client';
import {useChange} from '../../../api/queries';
import type {AccountRole, AccountRow} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {WhyField} from '../../../parts/why_field';
import {LinkView, type OneTimeLink} from './link_view';
import {RoleChoice} from './role_choice';

export function NewAccount({close}: {close: () => void}) {
  const {t} = useTranslation(['settings', 'common']);
  const [name, set_name] = useState('');
  const [full_name, set_full_name] = useState('');
  const [roles, set_roles] = useState<AccountRole[]>(['viewer']);
  const [why, set_why] = useState('');
  const linking = useChange((account: string) => post<OneTimeLink>(`/accounts/${encodeURIComponent(account)}/link`, {why}));
  const making = useChange(
    () => post<AccountRow>('/accounts', {name: name.trim(), full_name: full_name.trim(), roles, why}),
    () => linking.mutate(name.trim()),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    making.mutate(undefined);
  };
  const made = making.isSuccess;
  return (
    <Modal opened onClose={close} closeOnClickOutside={!made} closeButtonProps={{'aria-label': t('common:close')}}
      title={made ? t('accounts.made', {name: full_name}) : t('accounts.new')}>
      {made ? (
        <Stack>
          {linking.data && <LinkView link={linking.data} name={full_name} />}
          <ErrorNote error={linking.error} retry={() => linking.mutate(name.trim())} />
          <Group justify="flex-end"><Button onClick={close} loading={linking.isPending}>{t('accounts.close')}</Button></Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <TextInput label={t('accounts.full_name')} description={t('accounts.full_name_help')} required value={full_name} data-autofocus
              onChange={(event) => set_full_name(event.currentTarget.value)} />
            <TextInput label={t('accounts.name')} description={t('accounts.name_help')} required pattern="[a-z0-9._\-]{1,64}" value={name}
              autoCapitalize="none" spellCheck={false} autoComplete="off" onChange={(event) => set_name(event.currentTarget.value.toLowerCase())} />
            <RoleChoice value={roles} change={set_roles} />
            <WhyField why={why} change={set_why} />
            <ErrorNote error={making.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>{t('common:cancel')}</Button>
              <Button type="submit" loading={making.isPending} disabled={!roles.length}>{t('accounts.make')}</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
