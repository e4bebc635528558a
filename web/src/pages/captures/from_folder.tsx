// A capture that lies on the service's machine already, in a folder that the administrator allowed.
import {Button, Group, Select} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';

interface Props {folders: {folder: string; files: string[]}[]; busy: boolean; read: (path: string) => void}

export function FromFolder({folders, busy, read}: Props) {
  const {t} = useTranslation('captures');
  const [path, set_path] = useState<string | null>(null);
  if (!folders.length) return null;
  return (
    <Group align="flex-end">
      <Select label={t('add.from_folder')} searchable value={path} onChange={set_path} flex="1 1 300px" nothingFoundMessage={t('add.from_none')}
        data={folders.map(({folder, files}) => ({group: folder, items: files.map((file) => ({value: `${folder}/${file}`, label: file}))}))} />
      <Button variant="default" disabled={!path} loading={busy} onClick={() => path && read(path)}>{t('add.read')}</Button>
    </Group>
  );
}
