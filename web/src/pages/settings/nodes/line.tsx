import {Group, Stack} from '@mantine/core';
import {CopyBlock} from '../../../parts/copy';
import {Qr} from '../../../parts/qr';

// A line to be carried to the other node: copied, or read by a camera from this screen.
export function Line({text, label}: {text: string; label: string}) {
  return (
    <Group align="flex-start" gap="lg">
      <Qr text={text} label={label} size={180} />
      <Stack flex="1 1 260px" style={{minWidth: 0}}><CopyBlock text={text} label={label} /></Stack>
    </Group>
  );
}
