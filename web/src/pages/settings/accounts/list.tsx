import {Button, Stack} from '@mantine/core';
import {IconUserPlus} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useList} from '../../../api/queries';
import {useMay} from '../../../api/session';
import type {AccountRow} from '../../../api/types';
import {ErrorNote} from '../../../parts/error_note';
import {Loading} from '../../../parts/loading';
import {Section} from '../../../parts/section';
import {type Column, DataTable} from '../../../parts/table';
import {Tag} from '../../../parts/tag';
import {When} from '../../../parts/when';
import {NewAccount} from './new_account';
import {Rights} from './rights';
import {state_of, tone_of_state} from './state';

export function AccountList() {
  const {t} = useTranslation(['settings', 'common']);
  const administers = useMay('administer');
  const {data, error, refetch} = useList<AccountRow>('/accounts');
  const [making, set_making] = useState(false);
  const columns: Column<AccountRow>[] = [
    {id: 'full_name', header: t('accounts.full_name'), value: (one) => one.full_name || one.name},
    {id: 'name', header: t('accounts.name'), value: (one) => one.name, cell: (one) => <span className="mono">{one.name}</span>},
    {id: 'roles', header: t('accounts.roles'), value: (one) => one.roles.map((role) => t(`common:role.${role}`)).join(', ')},
    {id: 'second_factor', header: t('accounts.factor'), help: 'second_factor', value: (one) => t(one.second_factor ? 'common:yes' : 'common:no')},
    {id: 'created', header: t('accounts.created'), value: (one) => one.created, cell: (one) => <When at={one.created} exact />},
    {id: 'state', header: t('accounts.state'), value: (one) => t(`account_state.${state_of(one)}`),
      cell: (one) => <Tag tone={tone_of_state[state_of(one)]}>{t(`account_state.${state_of(one)}`)}</Tag>},
  ];
  return (
    <Stack gap="xl">
      <Section title={t('accounts.title')} lead={t('accounts.lead')}
        actions={administers && (
          <Button leftSection={<IconUserPlus size={17} aria-hidden />} onClick={() => set_making(true)}>{t('accounts.new')}</Button>
        )}>
        <ErrorNote error={error} retry={() => void refetch()} />
        {!data && !error && <Loading />}
        {data && (
          <DataTable label={t('accounts.title')} file="accounts" columns={columns} rows={data.items} row_key={(one) => one.name}
            sort={{id: 'full_name'}} href={(one) => `/settings/accounts/${encodeURIComponent(one.name)}`} />
        )}
      </Section>
      <Rights />
      {making && <NewAccount close={() => set_making(false)} />}
    </Stack>
  );
}
