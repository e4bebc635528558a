// A console with nothing in it teaches how to begin.
import {Button, Group, Stack, Text, ThemeIcon, Title} from '@mantine/core';
import {IconDeviceDesktopAnalytics, IconMailOpened, IconRadar2} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {Section} from '../../parts/section';

const steps = [
  {word: 'letter', icon: IconMailOpened, href: '/notices'},
  {word: 'devices', icon: IconDeviceDesktopAnalytics, href: '/devices'},
  {word: 'measure', icon: IconRadar2, href: '/devices'},
];

export function FirstSteps() {
  const {t} = useTranslation('overview');
  return (
    <Section title={t('first.title')} lead={t('first.lead')}>
      <Stack component="ol" gap="lg" className="plain-list">
        {steps.map(({word, icon: Picture, href}, position) => (
          <Group key={word} component="li" align="flex-start" wrap="nowrap" gap="md">
            <ThemeIcon size={44} radius="md" variant="light"><Picture size={24} stroke={1.6} aria-hidden /></ThemeIcon>
            <Stack gap={4} align="flex-start">
              <Title order={3} size="h4">{position + 1}. {t(`first.${word}.title`)}</Title>
              <Text size="sm" c="dimmed" maw={560}>{t(`first.${word}.text`)}</Text>
              {position < 2 && (
                <Button component={Link} href={href} variant={position === 0 ? 'filled' : 'default'} mt={6}>{t(`first.${word}.go`)}</Button>
              )}
            </Stack>
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
