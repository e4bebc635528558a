// Something to know before going on; `warn`: something is missing.
import {Alert} from '@mantine/core';
import type {Icon} from '@tabler/icons-react';
import type {ReactNode} from 'react';

interface Props {icon: Icon; title: string; tone?: 'accent' | 'warn'; children?: ReactNode}

export function Note({icon: Picture, title, tone = 'accent', children}: Props) {
  const line = tone === 'warn' ? 'var(--warn-line)' : 'var(--accent-ink)';
  return (
    <Alert icon={<Picture aria-hidden />} title={title}
      styles={{root: {background: `var(--${tone}-wash)`}, title: {color: `var(--${tone}-ink)`}, icon: {color: line}}}>
      {children}
    </Alert>
  );
}
