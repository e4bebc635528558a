import {IconBinaryTree2} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import {EmptyState} from '../../parts/empty_state';
import {PageTitle} from '../../parts/page_title';

export default function Page() {
  const {t} = useTranslation(['evidence', 'common']);
  return (
    <>
      <PageTitle title={t('title')} />
      <EmptyState icon={IconBinaryTree2} title={t('common:building')} />
    </>
  );
}
