import {Checkbox, Stack} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {AccountRole} from '../../../api/types';
import {roles} from './rights';

export function RoleChoice({value, change}: {value: AccountRole[]; change: (roles: AccountRole[]) => void}) {
  const {t} = useTranslation(['settings', 'common']);
  return (
    <Checkbox.Group label={t('accounts.roles')} description={t('accounts.roles_help')} required value={value}
      onChange={(all) => change(all as AccountRole[])}>
      <Stack gap="sm" mt={8}>
        {roles.map((role) => <Checkbox key={role} value={role} label={t(`common:role.${role}`)} description={t(`role_means.${role}`)} />)}
      </Stack>
    </Checkbox.Group>
  );
}
