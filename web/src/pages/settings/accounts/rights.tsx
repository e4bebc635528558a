// Which role may do what, as service/authority.cc has it.
import {useMediaQuery} from '@mantine/hooks';
import {IconCheck} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {AccountRole, Permission} from '../../../api/types';
import {Facts} from '../../../parts/facts';
import {Section} from '../../../parts/section';
import classes from '../settings.module.css';

export const rights: Record<AccountRole, Permission[]> = {
  viewer: ['view'],
  technician: ['view', 'measure', 'maintain', 'transfer', 'state'],
  quality: ['view', 'measure', 'state', 'sign'],
  auditor: ['view', 'inspect'],
  administrator: ['view', 'inspect', 'measure', 'maintain', 'transfer', 'administer'],
};
export const roles = Object.keys(rights) as AccountRole[];
const shown: Permission[] = ['view', 'inspect', 'measure', 'maintain', 'transfer', 'state', 'sign', 'administer'];

function AsList() {
  const {t} = useTranslation(['settings', 'common']);
  return <Facts rows={roles.map((role) => [<b>{t(`common:role.${role}`)}</b>, rights[role].map((may) => t(`may.${may}`)).join('; ')])} />;
}

function AsTable() {
  const {t} = useTranslation(['settings', 'common']);
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('rights.title')}>
      <table className={classes.rights}>
        <thead>
          <tr>
            <td />
            {roles.map((role) => <th key={role} scope="col">{t(`common:role.${role}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {shown.map((may) => (
            <tr key={may}>
              <th scope="row">{t(`may.${may}`)}</th>
              {roles.map((role) => (
                <td key={role}>
                  {rights[role].includes(may)
                    ? <IconCheck size={18} color="var(--accent-ink)" role="img" aria-label={t('common:yes')} />
                    : <span className="visually-hidden">{t('common:no')}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Rights() {
  const {t} = useTranslation('settings');
  const narrow = useMediaQuery('(max-width: 48em)', undefined, {getInitialValueInEffect: false});
  return <Section title={t('rights.title')} lead={t('rights.lead')}>{narrow ? <AsList /> : <AsTable />}</Section>;
}
