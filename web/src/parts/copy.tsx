import {ActionIcon, Box, Button, CopyButton, Group, Tooltip} from '@mantine/core';
import {IconCheck, IconCopy} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';

// `label`: what is copied, for those who do not see the picture.
export function Copy({text, label, wide = false}: {text: string; label?: string; wide?: boolean}) {
  const {t} = useTranslation();
  return (
    <CopyButton value={text} timeout={2000}>
      {({copied, copy}) => {
        const words = copied ? t('copied') : (label ?? t('copy'));
        const icon = copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />;
        return wide ? (
          <Button variant="default" size="xs" leftSection={icon} onClick={copy}>{words}</Button>
        ) : (
          <Tooltip label={words}>
            <ActionIcon variant="subtle" color="gray" c="dimmed" onClick={copy} aria-label={words}>{icon}</ActionIcon>
          </Tooltip>
        );
      }}
    </CopyButton>
  );
}

// Text to paste elsewhere, in a box of its own that scrolls.
export function CopyBlock({text, label}: {text: string; label?: string}) {
  return (
    <Group gap={0} wrap="nowrap" align="flex-start" bg="var(--quiet)" style={{border: '1px solid var(--line)', borderRadius: 8}}>
      <Box component="pre" m={0} p="md" flex={1} miw={0} tabIndex={0} style={{overflowX: 'auto', whiteSpace: 'pre'}}>{text}</Box>
      <Box p={8}><Copy text={text} label={label} /></Box>
    </Group>
  );
}
