// The reason for a change, which goes into the evidence.
import {TextInput} from '@mantine/core';
import {useTranslation} from 'react-i18next';

export function WhyField({why, change, focus = false}: {why: string; change: (why: string) => void; focus?: boolean}) {
  const {t} = useTranslation();
  return (
    <TextInput label={t('reason')} description={t('reason_help')} required maxLength={500} value={why}
      onChange={(event) => change(event.currentTarget.value)} data-autofocus={focus || undefined} />
  );
}
