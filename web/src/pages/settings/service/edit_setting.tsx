import {Switch, Text, TextInput} from '@mantine/core';
import {useState} from 'react';
import {useTranslation} from 'react-i18next';
import {put} from '../../../api/client';
import {useChange} from '../../../api/queries';
import type {Setting} from '../../../api/types';
import {Confirm} from '../../../parts/confirm';
import {tell} from '../../../parts/tell';
import {Told} from '../../../parts/told';
import {value_of, words_of} from './value';

export function EditSetting({setting, close}: {setting: Setting; close: () => void}) {
  const {t} = useTranslation(['settings', 'common']);
  const [words, set_words] = useState(words_of(setting.value));
  const saving = useChange((why: string) => put('/settings', {set: {[setting.key]: value_of(words, setting.default)}, why}), () => {
    close();
    tell(t('values.saved'));
  });
  return (
    <Confirm title={t('values.change')} go={t('common:save')} why busy={saving.isPending} error={saving.error}
      text={<><Text className="mono">{setting.key}</Text><Text size="sm" c="dimmed"><Told text={setting.meaning} /></Text></>}
      confirm={(why) => saving.mutate(why)} close={close}>
      {typeof setting.default === 'boolean' ? (
        <Switch label={t('values.on')} checked={words === 'true'} onChange={(event) => set_words(String(event.currentTarget.checked))} />
      ) : (
        <TextInput label={t('values.value')} value={words} onChange={(event) => set_words(event.currentTarget.value)}
          inputMode={typeof setting.default === 'number' ? 'decimal' : undefined}
          description={`${Array.isArray(setting.default) ? `${t('values.commas')} ` : ''}${t('values.fallback', {value: words_of(setting.default) || t('values.none')})}`} />
      )}
    </Confirm>
  );
}
