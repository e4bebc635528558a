import {useTranslation} from 'react-i18next';
import {CopyBlock} from '../../parts/copy';
import {Section} from '../../parts/section';

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

export function ByHand({folder}: {folder: string}) {
  const {t} = useTranslation('runs');
  const commands = `cd ${quoted(folder)}
sha256sum --quiet --strict -c .runseal/manifest.sha256
sha256sum .runseal/manifest.sha256 .runseal/tree.tsv   # as seal.json says
echo "node namespaces=\\"runseal\\" $(cat node.pub)" > /tmp/allowed_signers
ssh-keygen -Y verify -f /tmp/allowed_signers -I node -n runseal -s .runseal/seal.json.sig < .runseal/seal.json`;
  return (
    <Section title={t('by_hand')} lead={t('by_hand_text')}>
      <CopyBlock text={commands} />
    </Section>
  );
}
