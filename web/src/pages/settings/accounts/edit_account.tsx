import {TextInput} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {patch} from '../../../api/client';
import {useChange} from '../../../api/queries';
import {refresh_session, useMe} from '../../../api/session';
import type {AccountRow} from '../../../api/types';
import {Confirm} from '../../../parts/confirm';
import {tell} from '../../../parts/tell';
import {RoleChoice} from './role_choice';

export function EditAccount({account, close}: {account: AccountRow; close: () => void}) {
  const {t} = useTranslation(['settings', 'common']);
  const me = useMe();
  const [full_name, set_full_name] = useState(account.full_name);
  const [roles, set_roles] = useState(account.roles);
  const saving = useChange(
    (why: string) => patch(`/accounts/${encodeURIComponent(account.name)}`, {
      ...(full_name.trim() !== account.full_name ? {full_name: full_name.trim()} : {}),
      ...([...roles].sort().join() !== [...account.roles].sort().join() ? {roles} : {}),
      why,
    }),
    () => {
      close();
      tell(t('one.saved'));
      if (account.name === me.account) void refresh_session();
    },
  );
  return (
    <Confirm title={t('one.edit')} go={t('common:save')} why busy={saving.isPending} error={saving.error}
      confirm={(why) => saving.mutate(why)} close={close}>
      <TextInput label={t('accounts.full_name')} description={t('accounts.full_name_help')} required value={full_name}
        onChange={(event) => set_full_name(event.currentTarget.value)} />
      <RoleChoice value={roles} change={set_roles} />
    </Confirm>
  );
}
