// A file, dropped here or picked.
import {Button, Stack, Text} from '@mantine/core';
import type {Icon} from '@tabler/icons-react';
import {type DragEvent, useRef, useState} from 'react';
import classes from './drop_zone.module.css';

interface Props {icon: Icon; title: string; text: string; pick: string; accept: string; busy?: boolean; take: (file: File) => void}

export function DropZone({icon: Picture, title, text, pick, accept, busy = false, take}: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [over, set_over] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    set_over(false);
    const file = event.dataTransfer.files[0];
    if (file && !busy) take(file);
  };
  return (
    <div className={classes.zone} data-over={over || undefined} onDrop={drop} onDragLeave={() => set_over(false)}
      onDragOver={(event) => {
        event.preventDefault();
        set_over(true);
      }}>
      <Stack align="center" gap="xs" ta="center">
        <Picture size={40} stroke={1.4} aria-hidden color="var(--accent-ink)" />
        <Text fw={600} size="lg">{title}</Text>
        <Text c="dimmed" maw={460}>{text}</Text>
        <Button mt="sm" loading={busy} onClick={() => input.current?.click()}>{pick}</Button>
        <input ref={input} type="file" accept={accept} aria-label={pick} className="visually-hidden" tabIndex={-1}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) take(file);
            event.currentTarget.value = '';
          }} />
      </Stack>
    </div>
  );
}
