// The page's one h1. It takes the focus when the address changed, so that a screen reader says where one is now.
import {Anchor, Group, Stack, Text, Title} from '@mantine/core';
import {IconChevronLeft} from '@tabler/icons-react';
import {type ReactNode, useEffect, useRef} from 'react';
import {Link} from 'wouter';
import {Breakable} from './breakable';

let first = true;

interface Props {title: string; lead?: ReactNode; back?: {href: string; label: string}; children?: ReactNode}

// `children`: what can be done with the page, at its right.
export function PageTitle({title, lead, back, children}: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · runseal`;
    if (!first) heading.current?.focus({preventScroll: true});
    first = false;
  }, [title]);
  return (
    <Stack gap={6} mb="xl">
      {back && (
        <Anchor component={Link} href={back.href} size="sm" w="fit-content" underline="hover" className="no-print">
          <Group gap={2} wrap="nowrap"><IconChevronLeft size={16} aria-hidden />{back.label}</Group>
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={6} flex="1 1 320px" miw={0}>
          <Title order={1} ref={heading} tabIndex={-1} style={{overflowWrap: 'anywhere'}}><Breakable text={title} /></Title>
          {lead && <Text c="dimmed" maw={720} component="div">{lead}</Text>}
        </Stack>
        {children && <Group gap="sm">{children}</Group>}
      </Group>
    </Stack>
  );
}
