import {Button} from '@mantine/core';
import {IconPlus} from '@tabler/icons-react';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {EditValue} from './edit_value';

// Something that the letter says and that was not read at all.
export function AddValue({label, words, add}: {label: string; words: string; add: (text: string) => void}) {
  const {t} = useTranslation('notice');
  const [open, set_open] = useState(false);
  const done = (text?: string) => {
    set_open(false);
    if (text) add(text);
  };
  if (open) return <EditValue label={t(`value.${label}`)} text="" done={done} />;
  return (
    <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => set_open(true)}>
      {words}
    </Button>
  );
}
