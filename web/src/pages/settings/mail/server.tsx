// Which server takes mail, and how to name one: on the host, since it opens a way out.
import {Stack, Text} from '@mantine/core';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';
import type {Setting} from '../../../api/types';
import {CopyBlock} from '../../../parts/copy';
import {Facts} from '../../../parts/facts';
import {Section} from '../../../parts/section';
import {words_of} from '../service/value';

const example = `[mail]
server = "smtp.lab.example:587"
from = "runseal@lab.example"
login_file = "/etc/runseal/mail-login"`;

export function MailServer({settings, configured}: {settings: Setting[]; configured: boolean}) {
  const {t} = useTranslation('settings');
  const value = (name: string) => words_of(settings.find((one) => one.key === `mail.${name}`)?.value ?? '');
  const row = (name: string): [string, ReactNode] | null =>
    value(name) ? [t(`mail.${name}`), <span className="mono">{value(name)}</span>] : null;
  return (
    <Section title={t('mail.title')} lead={t('mail.lead')}>
      {configured ? (
        <Facts rows={[row('server'), [t('mail.security'), t(`mail.by_${value('security')}`, {defaultValue: value('security')})], row('from'),
          row('login_file'), row('ca_file')]} />
      ) : (
        <Stack gap="sm">
          <Text size="sm">{t('mail.none')}</Text>
          <CopyBlock text={example} label={t('mail.copy')} />
        </Stack>
      )}
    </Section>
  );
}
