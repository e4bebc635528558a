import {Stack, Text} from '@mantine/core';
import {Fragment} from 'react';
import {useTranslation} from 'react-i18next';
import {useMe} from '../../../api/session';
import {Section} from '../../../parts/section';
import {Tag} from '../../../parts/tag';
import {When} from '../../../parts/when';

export function Profile() {
  const {t} = useTranslation(['settings', 'common']);
  const me = useMe();
  return (
    <Section title={me.full_name || me.account} lead={t('profile.lead')}>
      <Stack gap="sm">
        <div style={{display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: 12}}>
          {me.roles.map((role) => (
            <Fragment key={role}>
              <div><Tag tone="accent">{t(`common:role.${role}`)}</Tag></div>
              <Text size="sm" c="dimmed">{t(`role_means.${role}`)}</Text>
            </Fragment>
          ))}
        </div>
        <Text size="sm" c="dimmed" component="div">
          {t('profile.name')} <span className="mono">{me.account}</span> · {t(`way.${me.way}`)} · {t('profile.until')} <When at={me.expires} />
        </Text>
      </Stack>
    </Section>
  );
}
