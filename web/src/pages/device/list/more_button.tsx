import {Button} from '@mantine/core';
import {useTranslation} from 'react-i18next';

export function MoreButton({left, more}: {left: number; more: () => void}) {
  const {t} = useTranslation('device');
  if (left <= 0) return null;
  return <Button variant="default" onClick={more}>{t('more', {count: left})}</Button>;
}
