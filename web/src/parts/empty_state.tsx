// Nothing here yet: says so, and teaches the next step.
import {Center, Group, Stack, Text, Title} from '@mantine/core';
import type {Icon} from '@tabler/icons-react';
import type {ReactNode} from 'react';

interface Props {icon: Icon; title: string; text?: ReactNode; children?: ReactNode; order?: 2 | 3 | 4}

export function EmptyState({icon: Picture, title, text, children, order = 2}: Props) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="sm" maw={460} ta="center">
        <Center w={64} h={64} bg="var(--accent-wash)" c="var(--accent-ink)" style={{borderRadius: 20}}>
          <Picture size={32} stroke={1.5} aria-hidden />
        </Center>
        <Title order={order} size="h3">{title}</Title>
        {text && <Text c="dimmed">{text}</Text>}
        {children && <Group mt="xs" justify="center">{children}</Group>}
      </Stack>
    </Center>
  );
}
