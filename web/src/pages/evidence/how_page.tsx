// How to check all this without runseal, and without believing this page.
import {Anchor, Button, List, Stack, Text} from '@mantine/core';
import {IconDownload} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {CopyBlock} from '../../parts/copy';
import {PageTitle} from '../../parts/page_title';
import {Section} from '../../parts/section';
import {save} from '../../parts/table';
import script from './check_proof.py?raw';
import {useLogTrust} from './use_log';

const seal_commands = `sha256sum --quiet --strict -c .runseal/manifest.sha256
sha256sum .runseal/manifest.sha256 .runseal/tree.tsv   # as seal.json says
echo "node namespaces=\\"runseal\\" $(cat node.pub)" > allowed_signers
ssh-keygen -Y verify -f allowed_signers -I node -n runseal \\
    -s .runseal/seal.json.sig < .runseal/seal.json`;

// `words between backticks` as code
const Coded = ({text}: {text: string}) =>
  text.split('`').map((part, at) => (at % 2 ? <code key={part}>{part}</code> : part));

export function HowPage() {
  const {t} = useTranslation('evidence');
  const {key} = useLogTrust();
  const name = key ?? t('how.your_key');
  return (
    <>
      <PageTitle title={t('how.title')} lead={t('how.lead')} back={{href: '/evidence', label: t('title')}} />
      <Stack gap="lg">
        <Section title={t('how.key_title')}>
          <Text><Coded text={t('how.key_text')} /></Text>
          <CopyBlock text={name} label={t('key.copy')} />
        </Section>
        <Section title={t('how.entry_title')} lead={t('how.entry_lead')}>
          <List type="ordered" spacing="sm">
            <List.Item>
              {t('how.entry_1')} <Anchor component={Link} href="/evidence" underline="always">{t('title')}</Anchor>.
            </List.Item>
            <List.Item>
              <Stack gap="xs" align="flex-start">
                {t('how.entry_2')}
                <Button variant="default" size="xs" leftSection={<IconDownload size={16} aria-hidden />}
                  onClick={() => save('check_proof.py', script, 'text/x-python;charset=utf-8')}>
                  check_proof.py
                </Button>
              </Stack>
            </List.Item>
            <List.Item>{t('how.entry_3')}</List.Item>
          </List>
          <CopyBlock text={`python3 check_proof.py entry-12.proof '${name}'`} />
          <Text size="sm" c="dimmed"><Coded text={t('how.entry_4')} /></Text>
        </Section>
        <Section title={t('how.steps_title')} lead={t('how.steps_lead')}>
          <List type="ordered" spacing="xs">
            {['1', '2', '3', '4', '5'].map((one) => <List.Item key={one}>{t(`how.steps_${one}`)}</List.Item>)}
          </List>
        </Section>
        <Section title={t('how.bundle_title')}>
          <Text>{t('how.bundle_text')}</Text>
          <Text><Anchor component={Link} href="/evidence" underline="always">{t('bundle.do')}</Anchor></Text>
        </Section>
        <Section title={t('how.seal_title')} lead={t('how.seal_lead')}>
          <CopyBlock text={seal_commands} />
        </Section>
        <Section title={t('how.cannot_title')}>
          <List spacing="xs">
            {['1', '2', '3'].map((one) => <List.Item key={one}>{t(`how.cannot_${one}`)}</List.Item>)}
          </List>
        </Section>
      </Stack>
    </>
  );
}
