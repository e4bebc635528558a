import {Anchor} from '@mantine/core';
import {IconKey} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {Note} from '../../../parts/note';

// Who has no key of their own cannot sign yet.
export function NoSignature() {
  const {t} = useTranslation('notice');
  return (
    <Note icon={IconKey} title={t('sign.no_key')}>
      {t('sign.no_key_text')} <Anchor component={Link} href="/settings/me" inherit>{t('sign.make_key')}</Anchor>
    </Note>
  );
}
