import {Stack, Text} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import type {AccountRow} from '../../../api/types';
import {Facts} from '../../../parts/facts';
import {Term} from '../../../parts/term';
import {When} from '../../../parts/when';

export function AccountFacts({account}: {account: AccountRow}) {
  const {t} = useTranslation(['settings', 'common']);
  const locked = account.locked_until && new Date(account.locked_until).getTime() > Date.now();
  return (
    <Facts rows={[
      [t('accounts.name'), <span className="mono">{account.name}</span>],
      [t('accounts.roles'), (
        <Stack gap={2}>
          {account.roles.map((role) => (
            <div key={role}>{t(`common:role.${role}`)} <Text span size="sm" c="dimmed">{t(`role_means.${role}`)}</Text></div>
          ))}
        </Stack>
      )],
      [<Term k="second_factor" />, t(account.second_factor ? 'common:yes' : 'common:no')],
      [t('one.password'), t(account.has_password ? 'one.has_password' : 'one.has_none')],
      account.subject ? [t('one.subject'), <span className="mono">{account.subject}</span>] : null,
      [t('accounts.created'), <When at={account.created} exact />],
      locked ? [t('one.locked'), <When at={account.locked_until} />] : null,
    ]} />
  );
}
