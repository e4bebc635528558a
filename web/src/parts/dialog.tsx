// A window over the page. Its header is no banner of the page, as Mantine's own <header> would be.
import {Modal, Title} from '@mantine/core';
import {useMediaQuery} from '@mantine/hooks';
import type {ReactNode} from 'react';
import {useTranslation} from 'react-i18next';

interface Props {title: string; close: () => void; wide?: boolean; children: ReactNode}

export function Dialog({title, close, wide = false, children}: Props) {
  const {t} = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)', undefined, {getInitialValueInEffect: false}) ?? false;
  return (
    <Modal.Root opened centered radius={wide && narrow ? 0 : 'lg'} onClose={close} size={wide ? 'lg' : 'md'} fullScreen={wide && narrow}>
      <Modal.Overlay />
      <Modal.Content bg="var(--surface)">
        <Modal.Header role="presentation" bg="var(--surface)">
          <Modal.Title><Title order={2} size="h3">{title}</Title></Modal.Title>
          <Modal.CloseButton aria-label={t('close')} />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
