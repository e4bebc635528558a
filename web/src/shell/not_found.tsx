import {Button} from '@mantine/core';
import {IconAlertTriangle, IconMapOff} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';
import {EmptyState} from '../parts/empty_state';
import {PageTitle} from '../parts/page_title';

export function NotFound() {
  const {t} = useTranslation();
  return (
    <>
      <PageTitle title={t('not_found.title')} />
      <EmptyState icon={IconMapOff} title={t('not_found.what')} text={t('not_found.next')}>
        <Button component={Link} href="/">{t('not_found.home')}</Button>
      </EmptyState>
    </>
  );
}

export function PageFailure({error}: {error: Error}) {
  const {t} = useTranslation();
  return (
    <>
      <PageTitle title={t('page_failure.title')} />
      <EmptyState icon={IconAlertTriangle} title={t('page_failure.what')} text={error.message}>
        <Button onClick={() => window.location.reload()}>{t('page_failure.reload')}</Button>
      </EmptyState>
    </>
  );
}
