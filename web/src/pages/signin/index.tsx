import {Center, Group, Paper, Stack, Text, Title} from '@mantine/core';
import {useEffect, useState} from 'react';
import {useTranslation} from 'react-i18next';
import {useGet} from '../../api/queries';
import type {Ways} from '../../api/types';
import mark from '../../mark.svg';
import {Choices} from '../../shell/choices';
import {LinkForm} from './link_form';
import {PasswordForm} from './password_form';
import {take_link} from './take_link';

export function SignIn() {
  const {t} = useTranslation('signin');
  const [link, set_link] = useState(take_link);
  const {data: ways} = useGet<Ways>('/session/ways');
  useEffect(() => {
    document.title = `${t('title')} · runseal`;
  }, [t]);
  useEffect(() => {
    const arrived = () => set_link(take_link());
    window.addEventListener('hashchange', arrived); // a second link, opened in the same tab
    return () => window.removeEventListener('hashchange', arrived);
  }, []);
  return (
    <Center mih="100vh" p="md" style={{flexDirection: 'column', gap: 20}}>
      <Paper component="main" p={{base: 'lg', xs: 36}} radius="lg" w="100%" maw={420} shadow="xs">
        <Stack gap="lg">
          <Group gap="sm">
            <img src={mark} width={36} height={36} alt="" />
            <Text fw={650} size="lg">runseal</Text>
          </Group>
          <Stack gap={4}>
            <Title order={1} size="h2">{t('title')}</Title>
            <Text size="sm" c="dimmed">{t('lead')}</Text>
          </Stack>
          {link ? <LinkForm link={link} give_up={() => set_link('')} /> : <PasswordForm ways={ways} />}
        </Stack>
      </Paper>
      <Group component="footer" gap="xs">
        <Choices />
        {ways && <Text size="xs" c="dimmed">runseal {ways.version}</Text>}
      </Group>
    </Center>
  );
}
