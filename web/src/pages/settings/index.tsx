import {IconSettings} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {EmptyState} from '../../parts/empty_state';
import {PageTitle} from '../../parts/page_title';

export default function Page() {
  const {t} = useTranslation(['settings', 'common']);
  return (
    <>
      <PageTitle title={t('title')} />
      <EmptyState icon={IconSettings} title={t('common:building')} />
    </>
  );
}
