// Who came by a one-time link cannot come by it again: a password is needed.
import {Alert, Anchor} from '@mantine/core';
import {IconKey} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {Link, useLocation} from 'wouter';
import {useMe} from '../api/session';

export function LinkNote() {
  const {t} = useTranslation();
  const me = useMe();
  const [place] = useLocation();
  const [closed, close] = useState(false);
  if (me.way !== 'link' || closed || place === '/settings/me') return null;
  return (
    <Alert className="no-print" icon={<IconKey aria-hidden />} mb="lg" withCloseButton closeButtonLabel={t('close')} title={t('link_note.title')}
      onClose={() => close(true)}>
      {t('link_note.text')} <Anchor component={Link} href="/settings/me" inherit>{t('link_note.go')}</Anchor>
    </Alert>
  );
}
