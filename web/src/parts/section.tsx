// A titled part of a page.
import {Card, Group, Stack, Text, Title} from '@mantine/core';
import {type ReactNode, useId} from 'react';

interface Props {title: ReactNode; lead?: ReactNode; actions?: ReactNode; children?: ReactNode; order?: 2 | 3}

export function Section({title, lead, actions, children, order = 2}: Props) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id} style={{overflow: 'visible'}}>
      <Stack gap="md">
        <Group justify="space-between" align="flex-start" gap="sm">
          <Stack gap={2} maw={680}>
            <Title order={order} size={order === 2 ? 'h2' : 'h3'} id={id}>{title}</Title>
            {lead && <Text size="sm" c="dimmed">{lead}</Text>}
          </Stack>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
        {children}
      </Stack>
    </Card>
  );
}
