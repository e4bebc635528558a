// What the letter really says.
import {Button, Group, Stack, TextInput} from '@mantine/core';
import {type FormEvent, useState} from 'react';
import {useTranslation} from 'react-i18next';

interface Props {
  label: string;
  text: string;
  date?: boolean;
  absent?: boolean; // it may be that the letter does not say it
  done: (text?: string) => void; // nothing: as it was
}

export function EditValue({label, text, date = false, absent = false, done}: Props) {
  const {t} = useTranslation(['notice', 'common']);
  const [words, set_words] = useState(text);
  const save = (event: FormEvent) => {
    event.preventDefault();
    done(words.trim());
  };
  return (
    <form onSubmit={save}>
      <Stack gap="xs">
        <TextInput label={label} type={date ? 'date' : 'text'} value={words} autoFocus required
          onChange={(event) => set_words(event.currentTarget.value)} />
        <Group gap="xs">
          <Button type="submit" size="compact-sm">{t('letter.correct')}</Button>
          {absent && <Button size="compact-sm" variant="default" onClick={() => done('')}>{t('letter.absent')}</Button>}
          <Button size="compact-sm" variant="default" onClick={() => done()}>{t('common:cancel')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
