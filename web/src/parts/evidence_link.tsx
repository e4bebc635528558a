// To an entry of the evidence log. Underlined: it mostly stands in a line of text.
import {Anchor} from '@mantine/core';
import {useTranslation} from 'react-i18next';
import {Link} from 'wouter';

export function EvidenceLink({index, words}: {index: number | null | undefined; words?: string}) {
  const {t} = useTranslation();
  if (index === null || index === undefined) return null;
  return (
    <Anchor component={Link} href={`/evidence/${index}`} inherit underline="always" style={{whiteSpace: 'nowrap'}}>
      {words ?? t('evidence_entry', {index})}
    </Anchor>
  );
}
