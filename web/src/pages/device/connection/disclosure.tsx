import {Collapse, UnstyledButton} from '@mantine/core';
import {IconChevronDown, IconChevronRight} from '@tabler/icons-react';
import {type ReactNode, useId} from 'react';
import classes from './connection.module.css';

interface Props {title: string; open: boolean; toggle: () => void; children: ReactNode}

export function Disclosure({title, open, toggle, children}: Props) {
  const id = useId();
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={open} aria-controls={id} className={classes.more}>
        <Chevron size={16} aria-hidden />{title}
      </UnstyledButton>
      <Collapse in={open} id={id}>{open && children}</Collapse>
    </div>
  );
}
